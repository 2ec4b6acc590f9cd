// Prints what golang.org/x/mod/sumdb makes of trees, notes and tiles, one vector a line. README.md says how to run it.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A tree of entries "entry 0", "entry 1", ...
type tree struct{ stored []tlog.Hash }

func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, t.stored[index])
	}
	return hashes, nil
}

func entry(index int64) []byte { return []byte(fmt.Sprintf("entry %d", index)) }

func grow(size int64) *tree {
	t := &tree{}
	for index := int64(0); index < size; index++ {
		hashes, err := tlog.StoredHashes(index, entry(index), t)
		check(err)
		t.stored = append(t.stored, hashes...)
	}
	return t
}

func (t *tree) root(size int64) tlog.Hash {
	root, err := tlog.TreeHash(size, t)
	check(err)
	return root
}

func print(words ...interface{}) { fmt.Println(words...) }

func trees(t *tree) {
	for _, size := range []int64{1, 2, 3, 7, 8, 255, 256, 257, 1000, 70000} {
		print("root", size, t.root(size))
		for _, index := range []int64{0, 1, size / 3, size / 2, size - 1} {
			if index < size {
				proof, err := tlog.ProveRecord(size, index, t)
				check(err)
				check(tlog.CheckRecord(proof, size, t.root(size), index, tlog.RecordHash(entry(index))))
				print(append([]interface{}{"inclusion", size, index}, hashes(proof)...)...)
			}
		}
		for _, old := range []int64{1, 2, size / 3, size / 2, size - 1, size} {
			if old >= 1 && old <= size {
				proof, err := tlog.ProveTree(size, old, t)
				check(err)
				check(tlog.CheckTree(proof, size, t.root(size), old, t.root(old)))
				print(append([]interface{}{"consistency", size, old}, hashes(proof)...)...)
			}
		}
	}
}

func tiles(t *tree) {
	for _, tile := range []tlog.Tile{
		{H: 8, L: 0, N: 0, W: 256}, {H: 8, L: 0, N: 272, W: 256}, {H: 8, L: 0, N: 273, W: 112},
		{H: 8, L: 1, N: 0, W: 256}, {H: 8, L: 1, N: 1, W: 17}, {H: 8, L: 2, N: 0, W: 1},
	} {
		data, err := tlog.ReadTileData(tile, t)
		check(err)
		print("tile", tile.L, tile.N, tile.W, fmt.Sprintf("%x", sha256.Sum256(data)))
	}
	for _, tile := range []tlog.Tile{
		{H: 8, L: 0, N: 0, W: 1}, {H: 8, L: 0, N: 5, W: 256}, {H: 8, L: 0, N: 999, W: 256}, {H: 8, L: 3, N: 1000, W: 255},
		{H: 8, L: 63, N: 1234067, W: 256}, {H: 8, L: 0, N: 1234067, W: 12}, {H: 8, L: 0, N: 1000000, W: 256},
		{H: 8, L: -1, N: 1234067, W: 12},
	} {
		print("path", tile.L, tile.N, tile.W, tile.Path()) // with the height, "tile/8/", where tlog-tiles has "tile/"
	}
}

// Ed25519 over "cosignature/v1", a time and the text: C2SP tlog-cosignature, which sumdb does not have.
type cosigner struct {
	name string
	key  ed25519.PrivateKey
	time uint64
}

func keyID(name string, kind byte, public ed25519.PublicKey) uint32 {
	hash := sha256.Sum256(append([]byte(name+"\n"+string([]byte{kind})), public...))
	return binary.BigEndian.Uint32(hash[:])
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return keyID(c.name, 4, c.key.Public().(ed25519.PublicKey)) }
func (c cosigner) Sign(text []byte) ([]byte, error) {
	blob := make([]byte, 8)
	binary.BigEndian.PutUint64(blob, c.time)
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", c.time)), text...)
	return append(blob, ed25519.Sign(c.key, message)...), nil
}

func seed(number byte) ed25519.PrivateKey {
	bytes := make([]byte, 32)
	bytes[0] = number
	return ed25519.NewKeyFromSeed(bytes)
}

func vkey(name string, kind byte, key ed25519.PrivateKey) string {
	public := key.Public().(ed25519.PublicKey)
	return fmt.Sprintf("%s+%08x+%s", name, keyID(name, kind, public), base64.StdEncoding.EncodeToString(append([]byte{kind}, public...)))
}

func notes(t *tree) {
	const origin = "linden.energy/roof-a"
	logKey := seed(1)
	logText := vkey(origin, 1, logKey)
	verifier, err := note.NewVerifier(logText)
	check(err)
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", origin, keyID(origin, 1, logKey.Public().(ed25519.PublicKey)),
		base64.StdEncoding.EncodeToString(append([]byte{1}, logKey.Seed()...)))
	signer, err := note.NewSigner(skey)
	check(err)
	print("log", logText)
	signers := []note.Signer{signer}
	for index, name := range []string{"roof-a", "roof-b", "roof-c", "roof-d"} {
		mirror := cosigner{"linden.energy/" + name + "/mirror", seed(byte(17 + index)), 1767225600 + uint64(index)}
		print("witness", vkey(mirror.name, 4, mirror.key))
		if index < 3 {
			signers = append(signers, mirror)
		}
	}
	for _, size := range []int64{0, 1, 1000, 70000} {
		root := t.root(size)
		if size == 0 {
			root = sha256.Sum256(nil)
		}
		text := fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
		for _, signers := range [][]note.Signer{signers[:1], signers} {
			message, err := note.Sign(&note.Note{Text: text}, signers...)
			check(err)
			_, err = note.Open(message, note.VerifierList(verifier))
			check(err)
			print("note", size, root, len(signers)-1, base64.StdEncoding.EncodeToString(message))
		}
	}
}

func hashes(proof []tlog.Hash) []interface{} {
	var words []interface{}
	for _, hash := range proof {
		words = append(words, hash)
	}
	return words
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	t := grow(70000)
	trees(t)
	tiles(t)
	notes(t)
}
