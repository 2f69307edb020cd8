//! What a layer unpacks to, as words.

use super::{Message, Words, list, number, optional_bytes, optional_number};
use crate::{
    layer::{Compression, InflateError, OtherCompression},
    tar::{Files, Kept},
    verify::content::Content,
};

fn compression(words: &mut Words) -> Option<Compression> {
    let name = words.text()?;
    [Compression::None, Compression::Gzip, Compression::Zstd]
        .into_iter()
        .find(|known| known.name() == name)
}

impl Message for Content {
    fn to_words(&self) -> Vec<String> {
        let place = |name, compression: Compression, position: u64| {
            list(name, [compression.name().to_owned(), number(position)])
        };
        match self {
            Self::Unpacked {
                diff_id,
                size,
                compression,
                files,
                kept,
            } => {
                let compression = compression.name().to_owned();
                let mut words = list("content", [diff_id.clone(), number(*size), compression]);
                words.extend(files.to_words());
                words.push(optional_number(kept.as_ref().map(|kept| kept.entry.into())));
                words.push(optional_bytes(kept.as_ref().map(|kept| &*kept.bytes)));
                words
            }
            Self::NotUnpacked(error) => match *error {
                InflateError::Broken {
                    compression,
                    position,
                } => place("broken", compression, position),
                InflateError::Truncated {
                    compression,
                    position,
                } => place("truncated", compression, position),
                InflateError::Trailing {
                    compression,
                    position,
                } => place("trailing", compression, position),
                InflateError::Window => list("window", []),
                InflateError::NoDecoder { compression } => {
                    list("no-decoder", [compression.name().to_owned()])
                }
                InflateError::NotUnderstood { compression } => {
                    list("not-understood", [compression.name().to_owned()])
                }
                InflateError::TooLarge { limit } => list("too-large", [number(limit)]),
            },
        }
    }

    fn from_words(words: &mut Words) -> Option<Self> {
        Some(match words.text()?.as_str() {
            "content" => Self::Unpacked {
                diff_id: words.text()?,
                size: words.number()?,
                compression: compression(words)?,
                files: Files::from_words(words)?.into(),
                kept: {
                    let (entry, bytes) = (words.optional_number()?, words.optional_bytes()?);
                    match (entry, bytes) {
                        (Some(entry), Some(bytes)) => Some(Kept {
                            entry: u32::try_from(entry).ok()?,
                            bytes,
                        }),
                        _ => None,
                    }
                },
            },
            "broken" => Self::NotUnpacked(InflateError::Broken {
                compression: compression(words)?,
                position: words.number()?,
            }),
            "truncated" => Self::NotUnpacked(InflateError::Truncated {
                compression: compression(words)?,
                position: words.number()?,
            }),
            "trailing" => Self::NotUnpacked(InflateError::Trailing {
                compression: compression(words)?,
                position: words.number()?,
            }),
            "window" => Self::NotUnpacked(InflateError::Window),
            "no-decoder" => Self::NotUnpacked(InflateError::NoDecoder {
                compression: compression(words)?,
            }),
            "not-understood" => Self::NotUnpacked(InflateError::NotUnderstood {
                compression: {
                    let name = words.text()?;
                    let mut known = [OtherCompression::Bzip2, OtherCompression::Xz].into_iter();
                    known.find(|known| known.name() == name)?
                },
            }),
            "too-large" => Self::NotUnpacked(InflateError::TooLarge {
                limit: words.number()?,
            }),
            _ => return None,
        })
    }
}
