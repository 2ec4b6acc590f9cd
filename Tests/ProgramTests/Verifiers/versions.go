// Checks the notes of a policy's versions with golang.org/x/mod/sumdb/note: other people's code.
//
// usage: versions POLICY FILE
//
// FILE is one note. Prints the names of the policy's logs whose lines on it are valid; exit status 1 with the reason when
// none is, or one is not.
package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	require(len(os.Args) == 3, "the arguments")
	p := readPolicy(os.Args[1])
	opened, err := note.Open(read(os.Args[2]), note.VerifierList(p.verifiers...))
	check(err)
	var names []string
	for _, line := range opened.Sigs {
		names = append(names, line.Name)
	}
	fmt.Println(strings.Join(names, " "))
}
