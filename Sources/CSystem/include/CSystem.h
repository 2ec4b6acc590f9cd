#pragma once
// What Linux and glibc offer and Swift's Glibc module cannot see: calls behind _GNU_SOURCE, variadic calls, macros.
// Every function returns what the call it is named after returns; -1 means "read errno".
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

/// A close-on-exec, non-blocking eventfd(2) whose counter is 0.
int csystem_eventfd(void);

/// Names the calling thread for ps(1), top(1) and core dumps; the kernel keeps the first 15 bytes.
void csystem_name_thread(const char *name);

/// Lets the calling thread run before ordinary ones (SCHED_FIFO, priority 1). False where that is not permitted.
bool csystem_make_thread_urgent(void);

/// Undoes csystem_make_thread_urgent.
void csystem_make_thread_ordinary(void);

/// 1: the kernel's clock is disciplined by NTP or PTP. 0: it is not. -1: the call is forbidden here, see errno.
int csystem_clock_is_synchronised(void);

/// getrandom(2) without flags: blocks until the pool is ready, once a boot.
ssize_t csystem_random(void *bytes, size_t count);

/// mallopt(3): at most `count` arenas, and no per-thread growth of them. False when glibc refuses.
bool csystem_limit_arenas(int count);

/// A close-on-exec pipe.
int csystem_pipe(int ends[2]);

/// Columns and rows of the terminal behind the descriptor, from TIOCGWINSZ.
int csystem_terminal_size(int descriptor, unsigned short *columns, unsigned short *rows);

/// Has a terminal not show what is typed, and end a line at Ctrl-C, which is then its last byte (3), instead of the process;
/// `saved` gets what tcsetattr(3) sets it back to. -1 where the descriptor is no terminal.
int csystem_hide_typing(int descriptor, struct termios *saved);

/// open(2), close-on-exec, with a mode for new files.
int csystem_open(const char *path, int flags, mode_t mode);

/// syncfs(2), which glibc declares for GNU sources alone.
int csystem_synchronise(int descriptor);

/// Starts a program as posix_spawnp(3) does: `arguments` and `environment` end with a null, a null `directory` stays here.
/// Its standard input is /dev/null, its output and errors go to the given descriptors, and it inherits no other one. No
/// signal is blocked or ignored in it. With `own_group` it leads a process group of its own.
/// Returns 0, or the errno of what failed.
int csystem_spawn(
    pid_t *process, const char *program, char *const arguments[], char *const environment[], const char *directory,
    int output, int errors, bool own_group);

/// Blocks until a child has ended, and leaves it to be collected: its number still belongs to it.
void csystem_await_end(pid_t process);

/// Collects a child that has ended: its exit code, and the signal that ended it or 0.
void csystem_collect(pid_t process, int *code, int *signal);

/// Takes a port of 127.0.0.1 that can be had for this process as long as it lives: nobody else is given it by this function. A socket
/// of an abstract name stands for it. 0, or -1 with EADDRINUSE or what else is in the way.
int csystem_reserve_port(uint16_t port);

/// A close-on-exec datagram socket of the Unix family.
int csystem_datagram_socket(void);

/// Sends one datagram to a Unix socket by path, or by an abstract name that starts with '@'; with a copy of a descriptor
/// (SCM_RIGHTS), unless that is -1.
ssize_t csystem_send_to(int socket, const char *address, const void *bytes, size_t count, int descriptor);

/// Has a descriptor closed in programs that this process starts. -1 where there is no such descriptor.
int csystem_close_on_exec(int descriptor);

/// A close-on-exec, non-blocking stream socket that listens at a path, which only its owner may use (mode 0600). A path too
/// long for an address is reached through its folder's descriptor and /proc.
int csystem_listen(const char *path);

/// A close-on-exec stream socket that is connected to a path; every call on it gives up after the limit.
int csystem_connect(const char *path, int limit_ms);

/// accept4(2): the next connection, close-on-exec and non-blocking.
int csystem_accept(int socket);

/// The user whose process made the connection (SO_PEERCRED): 0, or -1.
int csystem_peer(int socket, uid_t *user);

/// send(2) that raises no SIGPIPE.
ssize_t csystem_send(int socket, const void *bytes, size_t count);

/// Mode, owner, group, size and time of change of what a path names, without following a last symbolic link.
int csystem_status(const char *path, mode_t *mode, uid_t *owner, gid_t *group, long long *size, long long *changed_ns);

/// Where a file lies: its inode, the kind of its file system (statfs(2), f_type) and that one's number. 0, or -1 and errno.
int csystem_place(const char *path, unsigned long long *inode, long long *kind, unsigned long long *filesystem);

/// The highest number among the processors that this process may run on, or -1.
int csystem_last_processor(void);

/// Has every thread that this process has, and those that they start, run on one processor. 0, or -1 for the first that failed.
int csystem_pin(int processor);
