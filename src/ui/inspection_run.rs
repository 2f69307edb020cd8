//! One run of an inspection: from the reference to the document that it names, its image and the config, each shown as it comes.

use super::{
    files::look_into,
    inspection_state::{
        Action, ConfigPhase, Entry, Failure, Image, InspectionState, ManifestDocument, Phase,
    },
    later, named_image,
    navigation::{Destination, Target},
    pace::Pace,
    shared::Shared,
    use_inspection::{PageSource, Terms},
    way::{Way, way_to},
};
use crate::{
    browser::{BrowserTransport, address},
    inspection::{
        ConfigDocument, ImageDocument, InspectionError, Proof, Root, config_of, entry_of,
        given::{Given, Object},
        read_config, read_entry, read_root, root_of,
    },
    oci::{Body, Document, ImageReference, Index, reference::ARCHIVE},
    source::{ArchiveFault, Session, Source, SourceError},
};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// One run.
pub struct Run {
    pub(super) pace: Pace,
    /// When it began.
    pub(super) state: UseReducerHandle<InspectionState>,
    pub(super) source: Rc<RefCell<Option<Rc<PageSource>>>>,
    pub(super) session: Rc<Session>,
    pub(super) terms: Terms,
    pub(super) target: Target,
    /// The element's own image: it is pinned, and read together with other elements.
    pub(super) is_own: bool,
    /// The address of the page names it.
    pub(super) is_address: bool,
    /// Asks for what the text means that was to be an image.
    pub(super) on_linked: Callback<Destination>,
    /// Only the platform differs from the question before.
    pub(super) is_same_image: bool,
}

impl Drop for Run {
    fn drop(&mut self) {
        // Stopped half-way: what it still held back is not wanted any more.
        self.pace.forget();
    }
}

impl Run {
    /// Answers the question from the beginning, or what is left of it.
    pub(super) async fn run(self) {
        self.answer().await;
        self.pace.end();
    }

    async fn answer(&self) {
        let kept = self.source.borrow().clone().filter(|_| self.is_same_image);
        if let (Some(source), Phase::Index(index)) = (kept, &self.state.phase) {
            let root = index.root.clone();
            return self.choose(&source, &root.document, true).await;
        }
        if let Some(destination) = named_image::linked(&self.target, self.is_address).await
            // An element shows the image that it names, or says why there is none.
            && !(self.is_own && destination.place().is_some())
        {
            return self.on_linked.emit(destination);
        }
        let reference = match named_image::read(&self.target.image).await {
            Ok(Ok(reference)) => reference,
            Ok(Err(error)) => {
                return self
                    .fail(Failure::Reference {
                        text: self.target.image.to_string(),
                        error,
                    })
                    .await;
            }
            Err(error) => {
                return self
                    .fail(Failure::Defect {
                        message: error.to_string(),
                    })
                    .await;
            }
        };
        self.pace.now(begin(&self.target, &reference));
        let transport = {
            let pace = self.pace.clone();
            let transport = BrowserTransport::new(self.terms.timeout, move |retry| {
                pace.now(Action::Retry(retry))
            });
            Rc::new(transport.sharing(self.is_own))
        };
        if let ImageReference::Registry(reference) = &reference {
            let gateways = self.terms.gateways.as_deref();
            let way = way_to(&reference.registry, &self.session, gateways, &transport).await;
            if way != Way::Direct {
                self.pace.soon(Action::Go(way));
            }
        }
        if let ImageReference::Layout(layout) = &reference
            && let Err(error) = look_into(layout).await
        {
            return self.fail(Failure::Inspection(error.into())).await;
        }
        let source = Rc::new(Source::new(
            &reference,
            transport,
            &self.session,
            address::of_layout,
        ));
        *self.source.borrow_mut() = Some(Rc::clone(&source));
        let root = read_root(&source, &reference).await;
        self.follow(&source, root).await;
    }

    /// Shows what the reference names, and reads what it leads to.
    async fn follow(&self, source: &PageSource, root: Result<Root, InspectionError>) {
        let root = match root {
            Ok(mut root) => {
                if let Some(pin) = self.terms.pin.as_ref().filter(|_| self.is_own) {
                    root.pin(pin);
                }
                root.proof = self.claim(root.proof);
                let is_wrong = matches!(root.proof, Proof::Mismatch(_));
                self.find_words(is_wrong || self.needs_later(&root.document))
                    .await;
                Shared::new(root)
            }
            Err(error) => return self.fail(Failure::Inspection(error)).await,
        };
        self.pace.soon(Action::RootRead(root.clone()));
        match &root.document.body {
            Body::Index(_) => self.choose(source, &root.document, false).await,
            Body::Manifest(manifest) if manifest.is_image() => {
                self.read_config(source, &root.document, None).await;
            }
            Body::Manifest(_) | Body::Schema1(_) => {}
        }
    }

    /// Goes on with what a person brought.
    pub(super) async fn go_on(self, source: Rc<PageSource>, given: Given) {
        self.take(source, given).await;
        self.pace.end();
    }

    async fn take(&self, source: Rc<PageSource>, given: Given) {
        let served = given.served();
        match given.object {
            Object::Root => {
                let Ok(reference) = self.target.image.parse::<ImageReference>() else {
                    return;
                };
                self.pace.now(Action::Begin {
                    target: self.target.clone(),
                    reference: reference.clone(),
                    folder: None,
                });
                let root = root_of(served, reference.digest());
                self.follow(&source, root).await;
            }
            Object::Entry(position) => {
                let index = self.state.index();
                let entry = index.and_then(|(_, index)| index.manifests.get(position));
                if let Some(entry) = entry {
                    let image = self.share(entry_of(served, entry));
                    self.show_entry(&source, position, image).await;
                }
            }
            Object::Config(position) => {
                if let Some((document, _)) = self.state.manifest() {
                    self.show_config(position, config_of(served, document))
                        .await;
                }
            }
        }
    }

    /// Chooses the entry for the platform that was asked for, and reads it.
    async fn choose(&self, source: &PageSource, document: &Document, was_shown: bool) {
        let Body::Index(index) = &document.body else {
            return;
        };
        let (wanted, entry) = (self.target.platform.as_ref(), self.choice(index));
        let missing = wanted.filter(|_| entry.is_none()).cloned();
        let choose = Action::Choose {
            target: self.target.clone(),
            entry,
            missing,
        };
        if was_shown {
            // Somebody chose it: what is on the screen is of the choice before.
            self.pace.now(choose);
        } else {
            self.pace.soon(choose);
        }
        let Some((position, descriptor)) =
            entry.and_then(|entry| Some((entry, index.manifests.get(entry)?)))
        else {
            return;
        };
        // Nothing is asked twice; only what failed, or was cancelled half-way, is.
        let image = match self.known(position).filter(|_| was_shown) {
            Some(Image {
                config: ConfigPhase::Read(_) | ConfigPhase::None,
                ..
            }) => return,
            Some(Image {
                manifest: ManifestDocument::Entry(document),
                ..
            }) => Ok(document.clone()),
            _ => self.share(read_entry(source, descriptor).await),
        };
        let mut found = (position, image);
        if self.target.platform.is_none() && is_missing_in_file(&found.1) {
            for other in index.images() {
                let image = read_entry(source, &index.manifests[other]).await;
                if !is_missing_in_file(&image) {
                    self.pace.soon(Action::Choose {
                        target: self.target.clone(),
                        entry: Some(other),
                        missing: None,
                    });
                    found = (other, self.share(image));
                    break;
                }
            }
        }
        let (position, image) = found;
        self.show_entry(source, position, image).await;
    }

    /// Shows the image behind an entry of the index, and reads its config.
    async fn show_entry(
        &self,
        source: &PageSource,
        position: usize,
        image: Result<Shared<ImageDocument>, InspectionError>,
    ) {
        let image = match image {
            Ok(image) => {
                self.find_words(matches!(image.proof, Proof::Mismatch(_)))
                    .await;
                image
            }
            Err(error) => {
                self.find_words(true).await;
                return self.pace.soon(Action::EntryRead(position, Err(error)));
            }
        };
        self.pace
            .soon(Action::EntryRead(position, Ok(image.clone())));
        if matches!(&image.document.body, Body::Manifest(manifest) if manifest.is_image()) {
            self.read_config(source, &image.document, Some(position))
                .await;
        }
    }

    /// What the index already showed of the entry at a position.
    fn known(&self, position: usize) -> Option<&Image> {
        match &self.state.phase {
            Phase::Index(index) => match index.entries.get(position)? {
                Entry::Read(image) => Some(image),
                Entry::Failed(_) => None,
            },
            _ => None,
        }
    }

    async fn read_config(&self, source: &PageSource, manifest: &Document, position: Option<usize>) {
        self.show_config(position, read_config(source, manifest).await)
            .await;
    }

    async fn show_config(
        &self,
        position: Option<usize>,
        read: Result<ConfigDocument, InspectionError>,
    ) {
        let read = read.map(|mut document| {
            document.proof = self.claim(document.proof);
            Shared::new(document)
        });
        let is_wrong =
            !matches!(&read, Ok(document) if !matches!(document.proof, Proof::Mismatch(_)));
        self.find_words(is_wrong).await;
        self.pace.soon(Action::ConfigRead(position, read));
    }

    /// The entry of an index that is shown.
    fn choice(&self, index: &Index) -> Option<usize> {
        match &self.target.platform {
            None => index.choose(None),
            Some(wanted) => index.choose_named(wanted),
        }
    }

    /// Whether the second module is needed to show a document: for a badge, for a notice that there is no image for the platform that was asked for, or for
    /// what a schema-1 manifest says. It is to be there when the element says that it is ready.
    fn needs_later(&self, document: &Document) -> bool {
        self.terms.is_badge
            || match &document.body {
                Body::Index(index) => self.choice(index).is_none(),
                Body::Manifest(_) => self.target.platform.is_some(),
                Body::Schema1(_) => true,
            }
    }

    fn share(
        &self,
        image: Result<ImageDocument, InspectionError>,
    ) -> Result<Shared<ImageDocument>, InspectionError> {
        image.map(|mut image| {
            image.proof = self.claim(image.proof);
            Shared::new(image)
        })
    }

    fn claim(&self, proof: Proof) -> Proof {
        if self.terms.claims {
            proof
        } else {
            proof.unclaimed()
        }
    }

    /// Waits for the second module, where the words are for what went wrong, if something did: a notice must not come later than what it is about. If the
    /// module cannot be loaded, that is said in the notice's place.
    async fn find_words(&self, is_wrong: bool) {
        if is_wrong {
            let _ = later::load().await;
        }
    }

    async fn fail(&self, failure: Failure) {
        self.find_words(true).await;
        self.pace.soon(Action::Fail {
            target: Some(self.target.clone()),
            failure,
        });
    }
}

/// What a question changes before there is any answer.
pub(super) fn begin(target: &Target, reference: &ImageReference) -> Action {
    let folder = match reference {
        ImageReference::Layout(layout) => address::of_layout(&layout.url),
        ImageReference::Registry(_) => None,
    };
    Action::Begin {
        target: target.clone(),
        reference: reference.clone(),
        folder,
    }
}

/// Whether a file that somebody opened lacks an image. Docker writes an index that names all platforms, and the one image that it has.
fn is_missing_in_file<T>(image: &Result<T, InspectionError>) -> bool {
    match image {
        Err(InspectionError::Source(SourceError::UnknownBlob { url, .. })) => {
            url.starts_with(ARCHIVE)
        }
        Err(InspectionError::Source(SourceError::Archive { fault, .. })) => {
            matches!(
                fault,
                ArchiveFault::Cut { .. } | ArchiveFault::Sparse { .. }
            )
        }
        _ => false,
    }
}
