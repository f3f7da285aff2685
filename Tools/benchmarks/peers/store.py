"""The usual way to keep training pictures, measured for `Tools/bench store`: PNG files in an LMDB, read with Pillow.

    store.py STORE ORDER WORK BATCH REPETITIONS SECONDS

Takes the pictures of the sealed Fernery store STORE, keeps them as PNG in an LMDB of its own in the folder WORK, and
reads them back into a batch of uint8 in NumPy, in the order of ids that the JSON file ORDER gives. Prints a JSON
object: pictures a second of each repetition, and the bytes of its file.
"""

import io
import json
import os
import pathlib
import struct
import sys
import time

import lmdb
import numpy
from PIL import Image

store, order, work = map(pathlib.Path, sys.argv[1:4])
batch, repetitions = map(int, sys.argv[4:6])
seconds = float(sys.argv[6])
order = json.loads(order.read_text())

# Store/FORMAT.md is all that this knows of Fernery's file.
with lmdb.open(str(store / "assets.mdb"), subdir=False, readonly=True, lock=False, max_dbs=16, map_size=0) as source:
    with source.begin(db=source.open_db(b"meta", create=False)) as transaction:
        height, width, channels = struct.unpack("<3I", transaction.get(b"shape"))
    shape = (height, width) if channels == 1 else (height, width, channels)
    target = lmdb.open(str(work / "png.mdb"), subdir=False, map_size=1 << 34)
    with source.begin(db=source.open_db(b"img", create=False)) as reading, target.begin(write=True) as writing:
        for key, pixels in reading.cursor():
            file = io.BytesIO()
            Image.fromarray(numpy.frombuffer(pixels, numpy.uint8).reshape(shape)).save(file, "PNG")
            writing.put(key, file.getvalue(), append=True)
target.close()

environment = lmdb.open(str(work / "png.mdb"), subdir=False, readonly=True, lock=False)
buffer = numpy.empty((batch, *shape), numpy.uint8)


def read_all():
    for start in range(0, len(order), batch):
        with environment.begin(buffers=True) as transaction:
            for place, id in enumerate(order[start : start + batch]):
                data = transaction.get(struct.pack(">Q", id))
                buffer[place] = numpy.asarray(Image.open(io.BytesIO(data)))


read_all()
figures = []
for _ in range(repetitions):
    started = time.perf_counter()
    count = 0
    while True:
        read_all()
        count += len(order)
        elapsed = time.perf_counter() - started
        if elapsed >= seconds:
            break
    figures.append(count / elapsed)
print(json.dumps({"figures": figures, "bytes": os.path.getsize(work / "png.mdb")}))
