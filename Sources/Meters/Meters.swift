// The first file of Meters replaces this one.
