// @ts-check
/** Keeps the progress of a rehearsal up to date; loads the page anew once it has ended. */

const EVERY_MS = 3000;
const progress = /** @type {HTMLElement} */ (document.getElementById("progress"));

async function look() {
  const page = await fetch(location.href).then((answer) => answer.text()).catch(() => "");
  const found = new DOMParser().parseFromString(page, "text/html").getElementById("progress");
  if (found?.dataset.running === "no") return location.reload();
  if (found && found.innerHTML !== progress.innerHTML) progress.replaceChildren(...found.childNodes);
  setTimeout(look, EVERY_MS);
}

if (progress.dataset.running === "yes") setTimeout(look, EVERY_MS);
