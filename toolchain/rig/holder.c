// holder COMMAND...: plays the service manager's part with descriptors (sd_notify(3), sd_listen_fds(3)).
//
// Starts the command with $NOTIFY_SOCKET and keeps what it stores with FDSTORE=1. When the command has ended, SIGUSR1
// starts it again, with what was stored as LISTEN_FDS; SIGTERM ends the holder. “N: NAME” is printed for each
// descriptor that is handed back, and how the command ended.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT = 64, FIRST = 3 };

static struct {
    int descriptor;
    char name[256];
} store[LIMIT];
static int count;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listen_for_messages(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "rig-holder-%d", getpid());
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0)
        fail("holder: socket");
    char name[sizeof address.sun_path];
    snprintf(name, sizeof name, "@%s", address.sun_path + 1);
    setenv("NOTIFY_SOCKET", name, 1);
    return listener;
}

static pid_t start(char **command) {
    fflush(stdout);
    pid_t child = fork();
    if (child != 0)
        return child;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // Out of the way of the numbers that they get.
    int moved[LIMIT];
    for (int index = 0; index < count; index++)
        moved[index] = fcntl(store[index].descriptor, F_DUPFD, FIRST + LIMIT);
    char names[LIMIT * 257] = "", number[16];
    for (int index = 0; index < count; index++) {
        dup2(moved[index], FIRST + index);
        close(moved[index]);
        printf("%d: %s\n", FIRST + index, store[index].name);
        strcat(strcat(names, index ? ":" : ""), store[index].name);
    }
    fflush(stdout);
    if (count) {
        snprintf(number, sizeof number, "%d", getpid());
        setenv("LISTEN_PID", number, 1);
        snprintf(number, sizeof number, "%d", count);
        setenv("LISTEN_FDS", number, 1);
        setenv("LISTEN_FDNAMES", names, 1);
    }
    execvp(command[0], command);
    fail(command[0]);
    return -1;
}

static void removed(const char *name) {
    for (int index = count - 1; index >= 0; index--) {
        if (strcmp(store[index].name, name) == 0) {
            close(store[index].descriptor);
            store[index] = store[--count];
        }
    }
}

static void hear(int listener) {
    char text[4096], space[CMSG_SPACE(sizeof(int))], *name;
    struct iovec content = {.iov_base = text, .iov_len = sizeof text - 1};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    ssize_t size = recvmsg(listener, &message, MSG_CMSG_CLOEXEC);
    if (size < 0)
        fail("holder: recvmsg");
    text[size] = 0;
    int descriptor = -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS)
        memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    if ((name = strstr(text, "FDNAME=")))
        name = strtok(name + strlen("FDNAME="), "\n");
    if (name && strstr(text, "FDSTOREREMOVE=1")) {
        removed(name);
    } else if (name && descriptor >= 0 && strstr(text, "FDSTORE=1") && count < LIMIT) {
        store[count].descriptor = descriptor;
        snprintf(store[count++].name, sizeof store->name, "%s", name);
        descriptor = -1;
    }
    if (descriptor >= 0)
        close(descriptor); // a barrier, which waits for just this
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 1;
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGUSR1);
    sigaddset(&wanted, SIGTERM);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    int listener = listen_for_messages(), signals = signalfd(-1, &wanted, SFD_CLOEXEC);
    start(argv + 1);
    struct pollfd files[] = {{.fd = listener, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    while (poll(files, 2, -1) > 0) {
        if (files[0].revents) {
            hear(listener);
            continue; // what was said before a signal counts before it
        }
        struct signalfd_siginfo signal;
        if (read(signals, &signal, sizeof signal) != sizeof signal || signal.ssi_signo == SIGTERM)
            return 0;
        if (signal.ssi_signo == SIGUSR1)
            start(argv + 1);
        int status;
        while (signal.ssi_signo == SIGCHLD && waitpid(-1, &status, WNOHANG) > 0) {
            if (WIFSIGNALED(status))
                printf("ended by signal %d\n", WTERMSIG(status));
            else
                printf("ended with %d\n", WEXITSTATUS(status));
            fflush(stdout);
        }
    }
    return 1;
}
