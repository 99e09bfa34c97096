// Package generation keeps built indexes on disk, whole or not at all. It knows folders, checksums and the file CURRENT; it
// does not know what is inside an index.
//
// A data folder looks like this:
//
//	DATA/CURRENT                     the id that is live
//	DATA/gen/<id>/index/             one built index, never written again once named in CURRENT
//	DATA/gen/<id>/manifest.json      what it was built from, size and SHA-256 of every file
//	DATA/gen/<id>/checked.json       which of these files were read to the end lately, for the next build; see Recall
//	DATA/gen/.draft-<id>/            one being built, locked by its builder
//	DATA/gen/.waiting-<id>/          one that is built and waits for approval; see waiting.go
//
// A build begins as a draft and becomes live in four steps, each durable before the next: files, manifest, folder name,
// CURRENT. A process killed between two of them leaves the old generation live and a folder that the next build sweeps.
//
// # Identifiers
//
// An id is the second in UTC and the fraction of it in 1/65536, so that ids sort by time: 20261124-103320-8000 is half a second past 10:33:20.
// Where the clock goes backwards, the next id is the one after the newest that there is.
//
// # The manifest, a worked example
//
// JSON, with the size and the SHA-256 of every file below index/; sum is the SHA-256 of the manifest's own text in which sum is empty. This one
// was built from the archive whose identity is b5cb, as of its change 46, by engine bleve with analysis 3.4:
//
//	{
//	  "id": "20261124-103320-8000",
//	  "created": "2026-11-24T10:33:31Z",
//	  "engine": "bleve",
//	  "analyzer": "3.4",
//	  "posts": 46,
//	  "source": {
//	    "archive": "b5cb",
//	    "change": 46
//	  },
//	  "files": [
//	    {
//	      "name": "000000000003.zap",
//	      "size": 281232,
//	      "sha256": "f9bbc1a04e4b19fefcc5fe38d7ffe517f048b5392232b7a6baa9a83885a3a7f5"
//	    }
//	  ],
//	  "sum": "d5d856e04242a42f83eff626f7d1648cfcaa3d4bab276e7d57b22fed6200789b"
//	}
//
// A reader checks its form and sum when it opens the generation, sizes too, and the hashes where it is asked to (Verify), once for each file
// as it lies on the disk.
//
// # Invariants
//
//   - What CURRENT names was whole, with all its files synced, before CURRENT was replaced; and a rename is synced by the folder's own sync.
//   - A live generation is never written to. An increment begins as a copy: hard links of files that never change, see Begin.
//   - One process builds at a time (DATA/lock, held by the caller); any number read. A reader that has a generation open keeps it open while it
//     is swept: on Unix its files stay until they are closed.
//   - Two generations stay: the live one, and the one to go back to. A rollback is a publishing of CURRENT alone.
package generation
