// The first file of GPIO replaces this one.
