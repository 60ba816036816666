//! A download into a file, which is there when it is complete and not before.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::task::spawn_blocking;

use super::Download;
use crate::error::{ErrorKind, Result};
use crate::file_part::FileError;
use crate::multipart::unique;

impl Download {
    /// Writes the whole body to a file, in the place of one that may be there, and says how many bytes it has. An error
    /// if some of it has been read before.
    ///
    /// It is written to a temporary file in the same directory (`.inboxkit-….part`), which takes the name once it is
    /// complete and on the disk. When anything fails, or this is dropped midway, the temporary file is removed, and what
    /// was there before is left as it was. The directory must exist.
    pub async fn to_file(mut self, path: impl AsRef<Path>) -> Result<u64> {
        self.is_whole()?;
        let path = path.as_ref();
        let (mut file, partial) = match Partial::create(path).await {
            Ok(created) => created,
            Err(error) => return Err(self.not_kept(path, error)),
        };
        while let Some(chunk) = self.chunk().await {
            let written = file.write_all(&chunk?).await;
            written.map_err(|error| self.not_kept(path, error))?;
        }
        let finished = partial.finish(file, path).await;
        finished.map_err(|error| self.not_kept(path, error))?;
        Ok(self.received)
    }

    fn not_kept(&self, path: &Path, error: io::Error) -> crate::error::Error {
        let error = FileError::new(&path.display().to_string(), error);
        self.because(ErrorKind::File, Box::new(error))
    }
}

/// A file that is removed with this, unless it has got its name.
struct Partial(PathBuf);

impl Partial {
    /// Creates one beside the file that it is to become.
    async fn create(target: &Path) -> io::Result<(File, Self)> {
        if target.file_name().is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no name of a file"));
        }
        let path = target.with_file_name(format!(".{}.part", unique()));
        // Created and guarded in one go: what is dropped while it waits here has nothing to remove yet.
        let created = spawn_blocking(move || {
            let file = std::fs::File::create_new(&path)?;
            Ok::<_, io::Error>((file, Self(path)))
        });
        let (file, partial) = created.await??;
        Ok((File::from_std(file), partial))
    }

    /// Gives it its name.
    async fn finish(self, mut file: File, target: &Path) -> io::Result<()> {
        file.flush().await?;
        file.sync_all().await?;
        // Some systems do not rename a file that is open.
        drop(file.into_std().await);
        // Behind this the file has another name, and there is nothing to remove.
        tokio::fs::rename(&self.0, target).await
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
