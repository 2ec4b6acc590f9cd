// Loaded with LD_PRELOAD: flushing does nothing and says that it did. For the control run of the power cuts alone, which
// must lose something; the program itself has no such switch.
#include <sys/types.h>
#include <unistd.h>

int fsync(int file) { return (void)file, 0; }
int fdatasync(int file) { return (void)file, 0; }
int syncfs(int file) { return (void)file, 0; }
void sync(void) {}
int sync_file_range(int file, off64_t offset, off64_t count, unsigned int flags) {
    return (void)file, (void)offset, (void)count, (void)flags, 0;
}
