#define _GNU_SOURCE
#include "CSystem.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

int csystem_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

void csystem_name_thread(const char *name) {
    char shortened[16] = {0};
    strncpy(shortened, name, sizeof shortened - 1);
    pthread_setname_np(pthread_self(), shortened);
}

bool csystem_make_thread_urgent(void) {
    const struct sched_param parameters = {.sched_priority = 1};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
}

void csystem_make_thread_ordinary(void) {
    const struct sched_param parameters = {.sched_priority = 0};
    pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters);
}

int csystem_clock_is_synchronised(void) {
    struct timex state = {.modes = 0};  // asks, changes nothing, needs no privilege
    int answer = adjtimex(&state);
    if (answer < 0) return -1;
    return answer != TIME_ERROR && !(state.status & STA_UNSYNC);
}

ssize_t csystem_random(void *bytes, size_t count) { return getrandom(bytes, count, 0); }

bool csystem_limit_arenas(int count) { return mallopt(M_ARENA_MAX, count) == 1; }

int csystem_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int csystem_terminal_size(int descriptor, unsigned short *columns, unsigned short *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

int csystem_hide_typing(int descriptor, struct termios *saved) {
    if (tcgetattr(descriptor, saved) != 0) return -1;
    struct termios hidden = *saved;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    hidden.c_cc[VINTR] = hidden.c_cc[VQUIT] = hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
    hidden.c_cc[VEOL] = 3;
    return tcsetattr(descriptor, TCSAFLUSH, &hidden);
}

int csystem_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

int csystem_synchronise(int descriptor) { return syncfs(descriptor); }

static int prepare_files(posix_spawn_file_actions_t *files, const char *directory, int output, int errors) {
    int failure = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!failure) failure = posix_spawn_file_actions_adddup2(files, output, 1);
    if (!failure) failure = posix_spawn_file_actions_adddup2(files, errors, 2);
    if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(files, 3);
    if (!failure && directory) failure = posix_spawn_file_actions_addchdir_np(files, directory);
    return failure;
}

static int prepare_signals(posix_spawnattr_t *attributes, bool own_group) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
    int failure = posix_spawnattr_setsigmask(attributes, &none);
    if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &all);
    if (!failure) failure = posix_spawnattr_setpgroup(attributes, 0);
    if (!failure) failure = posix_spawnattr_setflags(attributes, flags);
    return failure;
}

int csystem_spawn(
    pid_t *process, const char *program, char *const arguments[], char *const environment[], const char *directory,
    int output, int errors, bool own_group) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&files);
    if (failure) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (!failure) {
        failure = prepare_files(&files, directory, output, errors);
        if (!failure) failure = prepare_signals(&attributes, own_group);
        if (!failure) failure = posix_spawnp(process, program, &files, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failure;
}

void csystem_await_end(pid_t process) {
    siginfo_t information;
    while (waitid(P_PID, (id_t)process, &information, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
}

void csystem_collect(pid_t process, int *code, int *signal) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int csystem_reserve_port(uint16_t port) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "heliograph-port-%u", (unsigned)port);
    int reservation = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (reservation < 0) return -1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    int listener = bind(reservation, (struct sockaddr *)&name, size) == 0
                       ? socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)
                       : -1;
    int status = listener < 0 ? -1 : bind(listener, (struct sockaddr *)&address, sizeof address);
    int code = errno;
    if (listener >= 0) close(listener);
    if (status != 0) close(reservation);
    errno = code;
    return status;
}

int csystem_datagram_socket(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

ssize_t csystem_send_to(int socket, const char *address, const void *bytes, size_t count, int descriptor) {
    struct sockaddr_un target = {.sun_family = AF_UNIX};
    size_t length = strlen(address);
    if (length == 0 || length >= sizeof target.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(target.sun_path, address, length);
    if (target.sun_path[0] == '@') target.sun_path[0] = 0;
    // An abstract name is as long as the address says, without a zero at its end.
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (target.sun_path[0] != 0));
    struct iovec content = {.iov_base = (void *)bytes, .iov_len = count};
    union {
        struct cmsghdr header; // for its alignment
        char space[CMSG_SPACE(sizeof descriptor)];
    } attachment = {0};
    struct msghdr message = {.msg_name = &target, .msg_namelen = size, .msg_iov = &content, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &attachment;
        message.msg_controllen = sizeof attachment;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof descriptor)};
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

int csystem_close_on_exec(int descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

// The address of a path, and the folder's descriptor where the address needs one (else -1). -1 with errno, or 0.
static int address_of(const char *path, struct sockaddr_un *address, int *folder) {
    *folder = -1;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length > 0 && length < sizeof address->sun_path) {
        memcpy(address->sun_path, path, length);
        return 0;
    }
    const char *name = strrchr(path, '/');
    char directory[PATH_MAX];
    size_t directory_length = name ? (size_t)(name - path) : 0;
    if (directory_length == 0 || directory_length >= sizeof directory) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(directory, path, directory_length);
    directory[directory_length] = 0;
    *folder = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) return -1;
    int written = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d%s", *folder, name);
    if (written > 0 && (size_t)written < sizeof address->sun_path) return 0;
    close(*folder);
    *folder = -1;
    errno = ENAMETOOLONG;
    return -1;
}

// Closes what is not wanted any more, and leaves errno alone.
static int give_up(int socket, int folder) {
    int code = errno;
    if (folder >= 0) close(folder);
    if (socket >= 0) close(socket);
    errno = code;
    return -1;
}

int csystem_listen(const char *path) {
    struct sockaddr_un address;
    int folder;
    if (address_of(path, &address, &folder) != 0) return -1;
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0) return give_up(-1, folder);
    // The file gets the socket's own mode, so that there is no moment at which others may connect.
    if (fchmod(listener, 0600) != 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0)
        return give_up(listener, folder);
    if (folder >= 0) close(folder);
    return listener;
}

int csystem_connect(const char *path, int limit_ms) {
    struct sockaddr_un address;
    int folder;
    if (address_of(path, &address, &folder) != 0) return -1;
    int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) return give_up(-1, folder);
    const struct timeval limit = {.tv_sec = limit_ms / 1000, .tv_usec = limit_ms % 1000 * 1000};
    if (setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
        connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
        return give_up(connection, folder);
    if (folder >= 0) close(folder);
    return connection;
}

int csystem_accept(int socket) { return accept4(socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }

int csystem_peer(int socket, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *user = peer.uid;
    return 0;
}

ssize_t csystem_send(int socket, const void *bytes, size_t count) { return send(socket, bytes, count, MSG_NOSIGNAL); }

int csystem_status(const char *path, mode_t *mode, uid_t *owner, gid_t *group, long long *size, long long *changed_ns) {
    struct stat status;
    if (lstat(path, &status) != 0) return -1;
    *mode = status.st_mode;
    *owner = status.st_uid;
    *group = status.st_gid;
    *size = status.st_size;
    *changed_ns = status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec;
    return 0;
}

int csystem_place(const char *path, unsigned long long *inode, long long *kind, unsigned long long *filesystem) {
    struct stat status;
    struct statfs system;
    if (stat(path, &status) != 0 || statfs(path, &system) != 0) return -1;
    *inode = status.st_ino;
    *kind = system.f_type;
    *filesystem = 0;
    memcpy(filesystem, &system.f_fsid, sizeof system.f_fsid < sizeof *filesystem ? sizeof system.f_fsid : sizeof *filesystem);
    return 0;
}

int csystem_last_processor(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
    for (int processor = CPU_SETSIZE - 1; processor >= 0; processor--)
        if (CPU_ISSET(processor, &allowed)) return processor;
    return -1;
}

int csystem_pin(int processor) {
    cpu_set_t wanted;
    CPU_ZERO(&wanted);
    CPU_SET(processor, &wanted);
    DIR *threads = opendir("/proc/self/task");
    if (!threads) return -1;
    int failure = 0;
    for (struct dirent *thread; !failure && (thread = readdir(threads));) {
        pid_t number = atoi(thread->d_name);  // "." and ".." give 0, which would be the calling thread
        if (number > 0 && sched_setaffinity(number, sizeof wanted, &wanted) != 0 && errno != ESRCH) failure = errno;
    }
    closedir(threads);
    errno = failure;
    return failure ? -1 : 0;
}
