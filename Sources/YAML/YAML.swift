// The first file of YAML replaces this one.
