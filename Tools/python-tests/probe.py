"""Asks ipmix-probe, one long-lived process, for single operations of the Swift module IPMix."""

import json
import struct
import subprocess

import numpy as np
from programs import PROBE


class Refused(Exception):
    """The probe's own error text."""


class Probe:
    """The process and its length-prefixed protocol (Tests/IPMixProbe/main.swift)."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def ask(self, pictures, shape=None, **request) -> bytes:
        """Sends pictures (H x W or H x W x C, all of one shape) with a request; returns the answer's bytes."""
        pictures = [np.ascontiguousarray(picture, dtype=np.uint8) for picture in pictures]
        shape = pictures[0].shape if pictures else (shape or (32, 32, 3))
        header = json.dumps(
            {
                "height": shape[0],
                "width": shape[1],
                "channels": shape[2] if len(shape) == 3 else 1,
                "pictures": len(pictures),
                **request,
            }
        ).encode()
        stdin = self.process.stdin
        stdin.write(struct.pack("<I", len(header)) + header)
        for picture in pictures:
            stdin.write(picture.tobytes())
        stdin.flush()
        status, length = struct.unpack("<II", self._read(8))
        answer = self._read(length)
        if status:
            raise Refused(answer.decode())
        return answer

    def _read(self, count: int) -> bytes:
        data = self.process.stdout.read(count)
        if len(data) != count:
            raise RuntimeError(f"ipmix-probe ended with status {self.process.poll()}")
        return data
