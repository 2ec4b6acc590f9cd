#define _GNU_SOURCE
#include "CSystem.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/un.h>
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

int csystem_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

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

int csystem_free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0) return -1;
    int port = -1;
    if (bind(listener, (struct sockaddr *)&address, size) == 0 &&
        getsockname(listener, (struct sockaddr *)&address, &size) == 0)
        port = ntohs(address.sin_port);
    close(listener);
    return port;
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
