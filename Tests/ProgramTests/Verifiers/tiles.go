// Walks a static tile tree (C2SP tlog-tiles) to its last entry with golang.org/x/mod/sumdb: other people's code, but for
// policy.go and where the files lie.
//
// usage: tiles POLICY FOLDER [SIZE...]
//
// The folder's checkpoint must bear the valid line of its log and a quorum of the policy's mirrors. Every entry must have the
// hash that the tree gives it, and every tile that is read must lead to the checkpoint's root, which tlog.TileHashReader sees
// to. The tree at each SIZE must be a beginning of the whole. Where the first bundle is not there, the walk begins with the
// first that is. Prints one line; exit status 1 with the reason for the first thing that fails.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

// folder reads tiles where C2SP's tlog-tiles has them: x/mod's own paths say the height as well, and “data” for entries.
type folder struct{ path string }

func (f folder) Height() int                         { return 8 }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) name(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return filepath.Join(f.path, strings.Replace(path, "tile/data/", "tile/entries/", 1))
}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(f.name(tile))
		if err != nil && tile.W < width { // a partial tile may have gone once there is the full one
			full := tile
			full.W = width
			if data, err = os.ReadFile(f.name(full)); err == nil && len(data) == width*tlog.HashSize {
				data = data[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// bundle is the file of the entries from n*width on, in a tree of size entries.
func (f folder) bundle(n, size int64) string {
	tile := tlog.Tile{H: 8, L: -1, N: n, W: width}
	if rest := size - n*width; rest < width {
		tile.W = int(rest)
	}
	return f.name(tile)
}

// walk returns the index of the first entry that was there; all from there on are what the tree says.
func walk(f folder, tree tlog.Tree, hashes tlog.HashReader) (first int64) {
	bundles := (tree.N + width - 1) / width
	n := int64(0)
	for ; n < bundles; n++ {
		if _, err := os.Stat(f.bundle(n, tree.N)); err == nil {
			break
		}
	}
	require(n < bundles, "the entries")
	first = n * width
	for ; n < bundles; n++ {
		data := read(f.bundle(n, tree.N))
		var indexes []int64
		var found []tlog.Hash
		for id := n * width; id < tree.N && id < (n+1)*width; id++ {
			require(len(data) >= 2, fmt.Sprintf("the length of entry %d", id))
			length := int(binary.BigEndian.Uint16(data))
			require(len(data) >= 2+length, fmt.Sprintf("entry %d", id))
			found = append(found, tlog.RecordHash(data[2:2+length]))
			indexes = append(indexes, tlog.StoredHashIndex(0, id))
			data = data[2+length:]
		}
		require(len(data) == 0, fmt.Sprintf("the end of bundle %d", n))
		wanted, err := hashes.ReadHashes(indexes)
		check(err)
		for i := range wanted {
			require(wanted[i] == found[i], fmt.Sprintf("the hash of entry %d", n*width+int64(i)))
		}
	}
	return first
}

func main() {
	require(len(os.Args) >= 3, "the arguments")
	p := readPolicy(os.Args[1])
	require(p.quorum > 0, "the policy")
	f := folder{os.Args[2]}
	tree, mirrors := p.open(read(filepath.Join(f.path, "checkpoint")))
	hashes := tlog.TileHashReader(tree, f)
	first := walk(f, tree, hashes)
	for _, text := range os.Args[3:] {
		size, err := strconv.ParseInt(text, 10, 64)
		check(err)
		old, err := tlog.TreeHash(size, hashes)
		check(err)
		proof, err := tlog.ProveTree(tree.N, size, hashes)
		check(err)
		check(tlog.CheckTree(proof, tree.N, tree.Hash, size, old))
	}
	fmt.Printf("entries %d to %d of %d by %d\n", first, tree.N-1, tree.N, mirrors)
}
