//! The tokens of a request: asked for before it is sent, given up where the server refuses them.

use tokio::time::{Instant, timeout_at};

use crate::error::{ErrorKind, Result, Timeout};
use crate::prepare::Prepared;

impl Prepared {
    /// Asks for the tokens that it needs and has not got.
    pub(super) async fn sign_in(&mut self, started: Instant) -> Result<()> {
        let deadline = self.limits(started).deadline;
        for index in 0..self.credentials.len() {
            let Some(login) = self.credentials[index].login.clone() else { continue };
            let asked = login.token(&self.core);
            let failed = |kind| self.failed(&self.start, kind).after(0, started.elapsed(), None);
            let token = match deadline {
                Some(deadline) => timeout_at(deadline.at, asked)
                    .await
                    .map_err(|_| failed(ErrorKind::Timeout(Timeout::Deadline(deadline.given))))?,
                None => asked.await,
            };
            let (secret, is_new) = token.map_err(|error| failed(ErrorKind::SignIn(Box::new(error))))?;
            self.redactor.add_secret(&secret);
            let credential = &mut self.credentials[index];
            credential.secret = secret;
            credential.is_new = is_new;
        }
        Ok(())
    }

    /// Gives up tokens that the server refused; whether new ones may help, and the request can be sent again.
    pub(super) fn give_up_tokens(&self) -> bool {
        let mut may_help = false;
        for credential in &self.credentials {
            if let Some(login) = &credential.login {
                login.forget(&credential.secret);
                may_help |= !credential.is_new;
            }
        }
        may_help && self.payload.is_repeatable()
    }
}
