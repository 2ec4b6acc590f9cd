// What does not depend on libgpiod's version.
#include "CGpiod.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct cgpiod_paths {
    unsigned count;
    char **items;
};

cgpiod_paths *cgpiod_paths_find(void) {
    glob_t found;
    int status = glob("/dev/gpiochip*", 0, NULL, &found);
    if (status && status != GLOB_NOMATCH) {
        errno = status == GLOB_NOSPACE ? ENOMEM : EIO;
        return NULL;
    }
    size_t limit = status ? 0 : found.gl_pathc;
    cgpiod_paths *paths = calloc(1, sizeof *paths);
    char **items = calloc(limit + 1, sizeof *items);
    if (paths && items) {
        paths->items = items;
        for (size_t index = 0; index < limit; index++) {
            struct stat facts;
            const char *path = found.gl_pathv[index];
            if (lstat(path, &facts) == 0 && S_ISCHR(facts.st_mode) && (items[paths->count] = strdup(path)))
                paths->count++;
        }
    } else {
        free(items);
        free(paths);
        paths = NULL;
        errno = ENOMEM;
    }
    if (!status)
        globfree(&found);
    return paths;
}

unsigned cgpiod_paths_count(const cgpiod_paths *paths) { return paths->count; }

const char *cgpiod_paths_get(const cgpiod_paths *paths, unsigned index) { return paths->items[index]; }

void cgpiod_paths_free(cgpiod_paths *paths) {
    for (unsigned index = 0; index < paths->count; index++)
        free(paths->items[index]);
    free(paths->items);
    free(paths);
}
