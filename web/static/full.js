// @ts-check
// The full house: after "Ich warte" asks the same door again until it lets in. Knows only the form it was given.
(() => {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("wait"));
  const said = document.getElementById("waiting");
  const label = form?.querySelector(".kern-label");
  if (!form || !said || !label) return;
  const { wait = "", waiting = "", waited = "", offline = "" } = form.dataset;
  label.textContent = wait;
  let since = 0;

  /** Six to nine seconds, so that a crowd does not knock in step. */
  const again = () => window.setTimeout(ask, 6000 + Math.random() * 3000);

  async function ask() {
    try {
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form ?? undefined)));
      const answer = await fetch(form?.action ?? "", { method: "POST", body });
      // Let in is a redirect to the dialogue; every other page than "full" has something to say and is shown.
      if (answer.redirected) return location.assign(answer.url);
      if (answer.status !== 503) return location.reload();
      tell(sentence());
    } catch {
      tell(offline);
    }
    again();
  }

  function sentence() {
    const minutes = Math.floor((Date.now() - since) / 60000);
    return minutes < 2 ? waiting : `${waiting} ${waited.replace("{minutes}", String(minutes))}`;
  }

  /** Says a sentence only when it changed: it is a live region. @param {string} text */
  function tell(text) {
    if (said && said.textContent !== text) said.textContent = text;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    since = Date.now();
    form.hidden = true;
    said.classList.add("waiting--on");
    tell(waiting);
    void ask();
  });
})();
