// Checks notes and proofs with golang.org/x/mod/sumdb: other people's code, but for policy.go.
//
// usage: proofs POLICY (note FILE | proof FILE)...
//
// Each note must bear the valid line of its log and of at least as many mirrors as the policy's quorum, all lines that the
// policy names being valid. Each proof must show FILE.entry, and the genesis in its extra line, to be in the tree of its
// note. Prints a line for each; exit status 1 with the reason for the first that fails.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func (p policy) checkProof(path string) string {
	parts := bytes.SplitN(read(path), []byte("\n\n"), 2)
	require(len(parts) == 2, "the note of the proof")
	tree, mirrors := p.open(parts[1])
	lines := strings.Split(string(parts[0]), "\n")
	require(len(lines) >= 3 && lines[0] == "c2sp.org/tlog-proof@v1", "the heading")
	extra, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(read(path+".entry"))))
	genesis, genesisProof := parseExtra(extra)
	check(tlog.CheckRecord(genesisProof, tree.N, tree.Hash, 0, tlog.RecordHash(genesis)))
	return fmt.Sprintf("proof %d of %d by %d", index, tree.N, mirrors)
}

// parseExtra reads the CBOR array of a byte string, entry 0, and an array of byte strings, its path; the note that may
// follow is the one that the entry names.
func parseExtra(data []byte) (genesis []byte, proof tlog.RecordProof) {
	take := func(major byte) int {
		require(len(data) > 0 && data[0]>>5 == major, "the extra line")
		length := int(data[0] & 0x1f)
		data = data[1:]
		if width := length - 23; width > 0 { // 24 and 25: the length is in the next one or two bytes
			require(width <= 2 && len(data) >= width, "the extra line")
			length = 0
			for _, digit := range data[:width] {
				length = length<<8 | int(digit)
			}
			data = data[width:]
		}
		return length
	}
	bytesOf := func() []byte {
		length := take(2)
		require(len(data) >= length, "the extra line")
		value := data[:length]
		data = data[length:]
		return value
	}
	parts := take(4)
	require(parts == 2 || parts == 3, "the extra line")
	genesis = bytesOf()
	for count := take(4); count > 0; count-- {
		var hash tlog.Hash
		require(copy(hash[:], bytesOf()) == tlog.HashSize, "a hash of the extra line")
		proof = append(proof, hash)
	}
	if parts == 3 {
		bytesOf()
	}
	require(len(data) == 0, "the end of the extra line")
	return
}

func main() {
	require(len(os.Args) >= 4, "the arguments")
	p := readPolicy(os.Args[1])
	require(p.quorum > 0, "the policy")
	for rest := os.Args[2:]; len(rest) >= 2; rest = rest[2:] {
		switch rest[0] {
		case "note":
			tree, mirrors := p.open(read(rest[1]))
			fmt.Printf("note %d by %d\n", tree.N, mirrors)
		case "proof":
			fmt.Println(p.checkProof(rest[1]))
		default:
			require(false, "the arguments")
		}
	}
}
