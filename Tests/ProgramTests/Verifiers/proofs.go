// Checks notes and proofs with golang.org/x/mod/sumdb: other people's code, but for the ten lines of a cosignature.
//
// usage: proofs POLICY (note FILE | proof FILE)...
//
// Each note must bear the valid line of its log and of at least as many mirrors as the policy's quorum, all lines that the
// policy names being valid. Each proof must show FILE.entry, and the genesis in its extra line, to be in the tree of its
// note. Prints a line for each; exit status 1 with the reason for the first that fails.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const cosignatureType = 0x04

// cosigner verifies lines of type 0x04 (C2SP tlog-cosignature): a time of 8 bytes, then Ed25519 over both.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signature), text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

// policy is as much of C2SP's tlog-policy as a community's file uses.
type policy struct {
	verifiers []note.Verifier
	logs      map[string]bool
	quorum    int
}

func readPolicy(path string) policy {
	p := policy{logs: map[string]bool{}}
	for _, line := range strings.Split(string(read(path)), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "log":
			verifier, err := note.NewVerifier(words[1])
			check(err)
			p.verifiers = append(p.verifiers, verifier)
			p.logs[verifier.Name()] = true
		case words[0] == "witness":
			p.verifiers = append(p.verifiers, newCosigner(words[2]))
		case words[0] == "group":
			quorum, err := strconv.Atoi(words[2])
			check(err)
			p.quorum = quorum
		}
	}
	return p
}

func newCosigner(vkey string) cosigner {
	fields := strings.SplitN(vkey, "+", 3)
	require(len(fields) == 3, "vkey")
	hash, err := strconv.ParseUint(fields[1], 16, 32)
	check(err)
	key, err := base64.StdEncoding.DecodeString(fields[2])
	check(err)
	require(len(key) == 1+ed25519.PublicKeySize && key[0] == cosignatureType, "type of "+fields[0])
	return cosigner{fields[0], uint32(hash), ed25519.PublicKey(key[1:])}
}

// open verifies a note; note.Open itself refuses one with an invalid line of a known key.
func (p policy) open(data []byte) (tree tlog.Tree, mirrors int) {
	opened, err := note.Open(data, note.VerifierList(p.verifiers...))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	require(len(lines) == 4, "lines of the checkpoint")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	signedByLog := false
	for _, signature := range opened.Sigs {
		if p.logs[signature.Name] {
			require(signature.Name == lines[0], "the log that signed")
			signedByLog = true
		} else {
			mirrors++
		}
	}
	require(signedByLog, "the log's own line")
	require(mirrors >= p.quorum, fmt.Sprintf("the quorum: %d mirrors of %d", mirrors, p.quorum))
	return tlog.Tree{N: size, Hash: root}, mirrors
}

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

// parseExtra reads the CBOR array of a byte string, entry 0, and an array of byte strings, its path.
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
	require(take(4) == 2, "the extra line")
	genesis = bytesOf()
	for count := take(4); count > 0; count-- {
		var hash tlog.Hash
		require(copy(hash[:], bytesOf()) == tlog.HashSize, "a hash of the extra line")
		proof = append(proof, hash)
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

func read(path string) []byte {
	data, err := os.ReadFile(path)
	check(err)
	return data
}

func require(condition bool, what string) {
	if !condition {
		check(fmt.Errorf("not as it must be: %s", what))
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "proofs:", err)
		os.Exit(1)
	}
}
