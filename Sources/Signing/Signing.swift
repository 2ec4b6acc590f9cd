// The first file of Signing replaces this one.
