//! Unpacking layers: every form that real tools write, every split point, every way to be broken.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use flate2::{Compression as Level, write::GzEncoder};
use porthole::layer::{Compression, Decoder, InflateError, Inflater, OtherCompression, decoder};
use proptest::prelude::*;
use std::cell::Cell;
use std::io::Write as _;

const LIMIT: u64 = 1 << 20;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Level::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A frame as zstd's own library writes it: with a checksum, and with the size of the content or without.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn skippable(bytes: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x50, 0x2a, 0x4d, 0x18];
    frame.extend((bytes.len() as u32).to_le_bytes());
    frame.extend(bytes);
    frame
}

/// Unpacks `pieces`: what came out, and how it ended.
fn inflate<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    limit: u64,
) -> (Vec<u8>, Result<Compression, InflateError>) {
    let mut unpacked = Vec::new();
    let mut inflater = Inflater::new(limit, decoder::all);
    for piece in pieces {
        if let Err(error) = inflater.push(piece, &mut |bytes| unpacked.extend_from_slice(bytes)) {
            return (unpacked, Err(error));
        }
    }
    let result = inflater.finish(&mut |bytes| unpacked.extend_from_slice(bytes));
    (unpacked, result.map(|finished| finished.compression))
}

/// Text that compresses, but not to nothing.
fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| b"porthole"[at * at % 7] ^ (at / 300) as u8)
        .collect()
}

#[test]
fn every_form_unpacks_whatever_its_media_type_says() {
    let (a, b) = (content(5000), content(70_000));
    let both = [a.clone(), b.clone()].concat();
    let empty = Vec::new();
    for (name, packed, want, compression) in [
        ("nothing", Vec::new(), &empty, Compression::None),
        ("one byte", vec![0x1f], &vec![0x1f], Compression::None),
        ("plain", a.clone(), &a, Compression::None),
        ("gzip", gzip(&a), &a, Compression::Gzip),
        ("gzip of nothing", gzip(b""), &empty, Compression::Gzip),
        (
            "gzip of two members",
            [gzip(&a), gzip(&b)].concat(),
            &both,
            Compression::Gzip,
        ),
        ("zstd", zstd(&a), &a, Compression::Zstd),
        ("zstd of nothing", zstd(b""), &empty, Compression::Zstd),
        (
            "zstd of two frames",
            [zstd(&a), zstd(&b)].concat(),
            &both,
            Compression::Zstd,
        ),
        (
            "zstd with skippable frames",
            [
                skippable(b"first"),
                zstd(&a),
                skippable(b""),
                zstd(&b),
                skippable(&b),
            ]
            .concat(),
            &both,
            Compression::Zstd,
        ),
    ] {
        let (unpacked, result) = inflate([packed.as_slice()], LIMIT);
        assert_eq!(result, Ok(compression), "{name}");
        assert!(unpacked == *want, "{name}");
    }
}

#[test]
fn every_split_point_gives_the_same() {
    let (a, b) = (content(700), content(40));
    let both = [a.clone(), b.clone()].concat();
    for packed in [
        [gzip(&a), gzip(&b)].concat(),
        [skippable(b"x"), zstd(&a), zstd(&b)].concat(),
        both.clone(),
    ] {
        for at in 0..=packed.len() {
            let (start, end) = packed.split_at(at);
            let (unpacked, result) = inflate([start, end], LIMIT);
            assert!(result.is_ok(), "split at {at}: {result:?}");
            assert!(unpacked == both, "split at {at}");
        }
        let (unpacked, result) = inflate(packed.chunks(1), LIMIT);
        assert!(result.is_ok(), "byte by byte: {result:?}");
        assert!(unpacked == both, "byte by byte");
    }
}

#[test]
fn what_does_not_unpack_says_why_and_where() {
    let plain = content(5000);
    let (gzip, zstd) = (gzip(&plain), zstd(&plain));
    // In one piece: then the frame says how long its content is, in two bytes behind the descriptor.
    let sized = zstd::bulk::compress(&plain, 3).unwrap();
    assert_eq!(sized[4] >> 6, 1);
    assert_eq!(inflate([sized.as_slice()], LIMIT).0, plain);
    let mut longer = sized;
    longer[5] += 1;
    let cut = |packed: &[u8], by: usize| packed[..packed.len() - by].to_vec();
    let changed = |packed: &[u8], at: usize| {
        let mut packed = packed.to_vec();
        packed[at] ^= 0xff;
        packed
    };
    // A window of 2^28 bytes, and one empty block.
    let long_window = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 18 << 3, 1, 0, 0];
    for (name, packed, want) in [
        (
            "gzip cut in its trailer",
            cut(&gzip, 1),
            InflateError::Truncated {
                compression: Compression::Gzip,
                position: 5000,
            },
        ),
        (
            "gzip with a wrong checksum",
            changed(&gzip, gzip.len() - 8),
            InflateError::Broken {
                compression: Compression::Gzip,
                position: 5000,
            },
        ),
        (
            "gzip and something else",
            [gzip.as_slice(), b"rest"].concat(),
            InflateError::Trailing {
                compression: Compression::Gzip,
                position: 5000,
            },
        ),
        (
            "zstd cut in its checksum",
            cut(&zstd, 1),
            InflateError::Truncated {
                compression: Compression::Zstd,
                position: 0,
            },
        ),
        (
            "zstd with a wrong checksum",
            changed(&zstd, zstd.len() - 1),
            InflateError::Broken {
                compression: Compression::Zstd,
                position: 5000,
            },
        ),
        (
            "zstd that unpacks to another size than it says",
            longer,
            InflateError::Broken {
                compression: Compression::Zstd,
                position: 5000,
            },
        ),
        (
            "zstd and something else",
            [zstd.as_slice(), b"rest"].concat(),
            InflateError::Trailing {
                compression: Compression::Zstd,
                position: 5000,
            },
        ),
        (
            "zstd with a reserved block type",
            vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 0x07, 0, 0],
            InflateError::Broken {
                compression: Compression::Zstd,
                position: 0,
            },
        ),
        (
            "zstd with a large window",
            long_window,
            InflateError::Window,
        ),
    ] {
        let (_, result) = inflate([packed.as_slice()], LIMIT);
        assert_eq!(result, Err(want), "{name}");
    }
}

thread_local! {
    static IS_LOADED: Cell<bool> = const { Cell::new(false) };
}

/// Decoders that have to be loaded first.
fn late(compression: Compression) -> Option<Box<dyn Decoder>> {
    IS_LOADED.get().then(|| decoder::all(compression)).flatten()
}

#[test]
fn a_decoder_may_come_when_it_is_known_to_be_needed() {
    let plain = content(5000);
    for (compression, packed) in [
        (Compression::None, plain.clone()),
        (Compression::Gzip, gzip(&plain)),
        (Compression::Zstd, zstd(&plain)),
    ] {
        for cut in 0..=packed.len() {
            for comes in [true, false] {
                let case = format!("{compression:?}, cut at {cut}, {comes}");
                IS_LOADED.set(false);
                let mut unpacked = Vec::new();
                let mut take = |bytes: &[u8]| unpacked.extend_from_slice(bytes);
                let mut inflater = Inflater::new(LIMIT, late);
                let (first, second) = packed.split_at(cut);
                let mut result = Ok(());
                for piece in [first, second] {
                    result = result.and_then(|()| inflater.push(piece, &mut take));
                    if comes && let Some(wanted) = inflater.waits_for() {
                        assert_eq!(wanted, compression, "{case}");
                        IS_LOADED.set(true);
                    }
                }
                let result = result.and_then(|()| inflater.finish(&mut take));
                let result = result.map(|finished| finished.compression);
                if comes || compression == Compression::None {
                    assert_eq!((result, &unpacked), (Ok(compression), &plain), "{case}");
                } else {
                    let want = Err(InflateError::NoDecoder { compression });
                    assert_eq!((result, unpacked.len()), (want, 0), "{case}");
                }
            }
        }
    }
}

#[test]
fn what_is_too_short_for_any_decoder_needs_none() {
    IS_LOADED.set(false);
    let compression = Compression::Gzip;
    for (bytes, want) in [
        (&[][..], Ok(Compression::None)),
        (b"abc", Ok(Compression::None)),
        (&[0x28, 0xb5, 0x2f], Ok(Compression::None)),
        (
            &[0x1f, 0x8b, 8],
            Err(InflateError::Truncated {
                compression,
                position: 0,
            }),
        ),
    ] {
        let mut inflater = Inflater::new(LIMIT, late);
        assert_eq!(inflater.push(bytes, &mut |_| ()), Ok(()), "{bytes:?}");
        assert_eq!(inflater.waits_for(), None, "{bytes:?}");
        let result = inflater.finish(&mut |_| ());
        let result = result.map(|finished| finished.compression);
        assert_eq!(result, want, "{bytes:?}");
    }
}

#[test]
fn what_is_compressed_by_something_else_is_named_and_not_taken_for_plain() {
    for (bytes, compression) in [
        (&b"BZh91AY&SY"[..], OtherCompression::Bzip2),
        (&b"\xfd7zXZ\0\0\x04"[..], OtherCompression::Xz),
    ] {
        for split in 1..bytes.len() {
            let mut inflater = Inflater::new(LIMIT, late);
            let first = inflater.push(&bytes[..split], &mut |_| ());
            let result = first.and_then(|()| inflater.push(&bytes[split..], &mut |_| ()));
            assert_eq!(
                result,
                Err(InflateError::NotUnderstood { compression }),
                "{split}"
            );
        }
    }
    for plain in [&b"BZh9 is a name"[..], b"\xfd7zXY\0"] {
        let mut inflater = Inflater::new(LIMIT, late);
        assert_eq!(inflater.push(plain, &mut |_| ()), Ok(()));
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = vec![0; 3 << 20];
    for (name, packed) in [
        ("gzip", gzip(&zeros)),
        ("zstd", zstd(&zeros)),
        ("plain", zeros.clone()),
    ] {
        let (unpacked, result) = inflate([packed.as_slice()], LIMIT);
        assert_eq!(
            result,
            Err(InflateError::TooLarge { limit: LIMIT }),
            "{name}"
        );
        assert!(
            unpacked.len() as u64 <= LIMIT,
            "{name}: {} bytes came out",
            unpacked.len()
        );
        let (unpacked, result) = inflate([packed.as_slice()], 3 << 20);
        assert!(result.is_ok(), "{name}: {result:?}");
        assert_eq!(unpacked.len(), 3 << 20, "{name}");
    }
}

#[test]
fn a_media_type_says_how_a_tar_is_compressed_or_that_it_is_none() {
    for (media_type, want) in [
        (
            "application/vnd.oci.image.layer.v1.tar",
            Some(Compression::None),
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip",
            Some(Compression::Gzip),
        ),
        (
            "application/vnd.oci.image.layer.v1.tar+zstd",
            Some(Compression::Zstd),
        ),
        (
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            Some(Compression::Gzip),
        ),
        (
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            Some(Compression::Zstd),
        ),
        (
            "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            Some(Compression::Gzip),
        ),
        ("application/vnd.in-toto+json", None),
        ("application/gzip", None),
        (
            "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            None,
        ),
        ("", None),
    ] {
        assert_eq!(Compression::of_media_type(media_type), want, "{media_type}");
    }
}

proptest! {
    #[test]
    fn no_input_panics_or_passes_the_limit(bytes: Vec<u8>, start in 0..3usize, cut in 1..50usize) {
        let start: &[u8] = [&[0x1f, 0x8b, 8, 0], &[0x28, 0xb5, 0x2f, 0xfd], b"".as_slice()][start];
        let packed = [start, &bytes].concat();
        let (unpacked, _) = inflate(packed.chunks(cut), 1000);
        prop_assert!(unpacked.len() <= 1000);
    }

    #[test]
    fn what_is_packed_unpacks(bytes: Vec<u8>, cut in 1..5000usize) {
        for packed in [gzip(&bytes), zstd(&bytes)] {
            let (unpacked, result) = inflate(packed.chunks(cut), LIMIT);
            prop_assert!(result.is_ok());
            prop_assert_eq!(&unpacked, &bytes);
        }
    }
}
