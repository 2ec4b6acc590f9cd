// The first file of System replaces this one.
