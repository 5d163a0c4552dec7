// @ts-check
// The review page: filters the cards already there by a word, by the groups' choice, by group; prints. Works without it too.
(() => {
  const filter = document.getElementById("filter");
  const search = /** @type {HTMLInputElement | null} */ (document.getElementById("search"));
  const onlyTop = /** @type {HTMLInputElement | null} */ (document.getElementById("only-top"));
  const onlyGroup = /** @type {HTMLSelectElement | null} */ (document.getElementById("only-group"));
  const found = document.getElementById("found");
  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  // Folded groups belong on paper too.
  window.addEventListener("beforeprint", () => {
    for (const group of document.querySelectorAll("details.group, .plot__table, .outcome__cards")) group.setAttribute("open", "");
  });
  if (!filter || !search || !onlyTop || !found) return;
  const cards = [...document.querySelectorAll("[data-card]")].map((card) => ({
    card: /** @type {HTMLElement} */ (card),
    text: (card.querySelector(".card__text")?.textContent ?? "").toLocaleLowerCase(),
    top: card.classList.contains("card--top"),
    group: /** @type {HTMLElement} */ (card).dataset.group ?? "",
  }));

  function apply() {
    const word = search?.value.trim().toLocaleLowerCase() ?? "";
    const top = Boolean(onlyTop?.checked);
    const chosen = onlyGroup?.value ?? "";
    let count = 0;
    for (const { card, text, top: isTop, group } of cards) {
      card.hidden = !text.includes(word) || (top && !isTop) || (chosen !== "" && group !== chosen);
      count += card.hidden ? 0 : 1;
    }
    tell(word || top || chosen ? count : null);
  }

  /** @param {number | null} count null: nothing is filtered */
  function tell(count) {
    if (!found || !filter) return;
    const text = count === 1 ? filter.dataset.one : filter.dataset.other;
    found.textContent = count === null ? "" : (text ?? "").replace("{count}", String(count));
    // A group without a hit steps back, so that hits stand together.
    for (const group of document.querySelectorAll("details.group")) {
      const hit = group.querySelector("[data-card]:not([hidden])");
      group.toggleAttribute("hidden", count !== null && !hit);
    }
  }

  filter.hidden = false;
  search.addEventListener("input", apply);
  onlyTop.addEventListener("change", apply);
  onlyGroup?.addEventListener("change", apply);
  apply();
})();
