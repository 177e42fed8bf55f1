"""RFC 6962 Merkle trees: a root over leaves, and the proof that one tree goes on another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows: only the roots of its full subtrees are kept, so a leaf costs O(1)."""

    def __init__(self, leaves: Iterable[bytes] = ()):
        self.size = 0
        self._full: list[bytes] = []  # roots of full subtrees, the largest first
        for data in leaves:
            self.add(data)

    def add(self, data: bytes) -> None:
        one, size = leaf(data), self.size
        while size & 1:
            one, size = node(self._full.pop(), one), size >> 1
        self._full.append(one)
        self.size += 1

    def root(self) -> bytes:
        if not self._full:
            return EMPTY
        found = self._full[-1]
        for left in reversed(self._full[:-1]):
            found = node(left, found)
        return found


def root(leaves: Sequence[bytes]) -> bytes:
    return Tree(leaves).root()


def consistency(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The proof that the tree of the first `first` leaves is the beginning of the tree of all."""
    if not 0 < first <= len(leaves):
        raise ValueError("a proof starts from a tree that is neither empty nor larger")
    return _proof(leaves, first, True)


def _proof(leaves: Sequence[bytes], first: int, is_known: bool) -> list[bytes]:
    size = len(leaves)
    if first == size:
        return [] if is_known else [root(leaves)]
    cut = 1 << ((size - 1).bit_length() - 1)
    if first <= cut:
        return [*_proof(leaves[:cut], first, is_known), root(leaves[cut:])]
    return [*_proof(leaves[cut:], first - cut, False), root(leaves[:cut])]


def is_consistent(first: int, old: bytes, size: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: whether the proof leads to both roots."""
    if first == size:
        return old == new and not proof
    if not 0 < first < size:
        return False
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    number, last = first - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    one = two = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            one, two = node(step, one), node(step, two)
            while number and not number & 1:
                number, last = number >> 1, last >> 1
        else:
            two = node(two, step)
        number, last = number >> 1, last >> 1
    return last == 0 and one == old and two == new
