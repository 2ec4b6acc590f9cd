// What both verifiers know of C2SP's formats besides golang.org/x/mod/sumdb: a cosignature, and a community's policy.
package main

import (
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
		fmt.Fprintln(os.Stderr, os.Args[0]+":", err)
		os.Exit(1)
	}
}
