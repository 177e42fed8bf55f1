"""The Merkle tree against the definition of RFC 6962, and its proofs against every other tree."""

import hashlib

from ledger import merkle

LEAVES = [str(n).encode() for n in range(20)]


def by_definition(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    halves = by_definition(leaves[:cut]) + by_definition(leaves[cut:])
    return hashlib.sha256(b"\1" + halves).digest()


def test_the_root_is_the_one_of_the_rfc():
    for size in range(21):
        assert merkle.root(LEAVES[:size]) == by_definition(LEAVES[:size])


def test_law_16_a_consistency_proof_holds_for_its_own_trees_only():
    for size in range(1, 21):
        new = merkle.root(LEAVES[:size])
        for first in range(1, size + 1):
            old, proof = merkle.root(LEAVES[:first]), merkle.consistency(LEAVES[:size], first)
            assert merkle.is_consistent(first, old, size, new, proof)
            other = merkle.root([b"forged", *LEAVES[1:first]])
            assert not merkle.is_consistent(first, other, size, new, proof)
            assert not merkle.is_consistent(first, old, size, other, proof)
