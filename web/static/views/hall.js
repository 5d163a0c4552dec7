// @ts-check
/** Everybody at once: the picture that the server paints, and over it a name, hand and ring for each as real elements. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { SEAT, beside, corner, inOrder, rowsOf, spread, unpainted } from "../hall.js";
import { initials, pinnedSeat, tint } from "../people.js";
import { t } from "../words.js";
import { Button, Icon } from "./parts.js";
import { Video } from "./video.js";

/** @typedef {import("../types").Hall} HallData */
/** @typedef {import("../types").Person} Person */

const DEALT_MS = 600; // after all got new places: the picture of before must not stand under the names of now

/** @param {{app: import("../types").App, people: Person[], shape: "wide"|"tall", height: number, menu: (person: Person) => any,
 *   onLook: (looking: boolean) => void}} props */
export function Hall({ app, people, shape, height, menu, onLook }) {
  const { live, store } = app;
  const box = useRef(/** @type {any} */ (null));
  const [shown, setShown] = useState(false);
  const [picked, setPicked] = useState(/** @type {number | null} */ (null));
  const told = live.hall.value;
  const hall = told?.shape === shape ? told : unpainted(people.map((each) => each.seat), shape);
  useEffect(() => watchLooking(box.current, onLook), []);
  const dealt = useDealt(hall);
  const stream = live.pictureOf(SEAT, false);
  const known = new Map(people.map((person) => [person.seat, person]));
  const painted = new Set(stream && shown && dealt ? hall.painted : []);
  const { width, height: tall, ratio } = spread(hall);
  const seats = inOrder(hall).filter((seat) => known.has(seat));
  const [focus, setFocus] = useState(/** @type {number | null} */ (null));
  const moves = useRef(false); // by key: then the browser's focus follows
  const at = focus !== null && known.has(focus) ? focus : seats[0];
  const move = (/** @type {any} */ event) => {
    const next = beside({ ...hall, places: hall.places.filter(([seat]) => known.has(seat)) }, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    moves.current = next !== null;
    if (next !== null) setFocus(next);
  };
  useLayoutEffect(() => {
    if (moves.current) box.current?.querySelector(`.face[data-seat="${focus}"] button`)?.focus();
    moves.current = false;
  }, [focus]);
  const pick = (/** @type {Person} */ { seat }) => {
    setFocus(seat);
    if (store.room.value?.floor.includes(seat)) live.pin(pinnedSeat(app) === seat ? null : seat);
    setPicked(picked === seat ? null : seat);
  };
  const person = picked === null ? undefined : known.get(picked);
  return html`<div class="hall" ref=${box}>
    <div class="hall__picture" style=${{ "--ratio": ratio, "--height": shape === "wide" ? `${Math.floor(height)}px` : "1000vh" }}>
      ${stream && html`<div class="hall__video" style=${{ width: percent(width), height: percent(tall) }}>
        <${Video} stream=${stream} is=${() => live.shows(SEAT)} onShow=${setShown} /></div>`}
      <ul class="hall__seats" aria-label=${t("app.hall")} onKeyDown=${move}>
        ${seats.map((seat) => html`<${Face} key=${seat} app=${app} person=${known.get(seat)} ...${placeOf(hall, seat)} painted=${painted.has(seat)}
          tab=${seat === at ? 0 : -1} picked=${seat === picked} onPick=${pick} />`)}
      </ul>
    </div>
    <p class="hall__who" role="status">${person ? html`<${Who} app=${app} person=${person} />` : !stream && t(live.save.value ? "app.hall.saving" : "app.hall.waits")}</p>
    ${person && html`<div class="row hall__tools"><${Pin} app=${app} person=${person} />${menu(person)}</div>`}
  </div>`;
}

/** Whether the picture can be the one whose places are told: not for a moment after all got new ones.
 * @param {HallData} hall */
function useDealt(hall) {
  const grid = `${hall.shape} ${hall.columns}`;
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(grid), DEALT_MS);
    return () => clearTimeout(timer);
  }, [grid]);
  return settled === grid;
}

/** Tells whether anybody can see it: on this page, in this window. @param {Element} element
 * @param {(looking: boolean) => void} tell */
function watchLooking(element, tell) {
  let here = false;
  const say = () => tell(here && document.visibilityState === "visible");
  const observer = new IntersectionObserver((entries) => ((here = entries[entries.length - 1].isIntersecting), say()));
  observer.observe(element);
  document.addEventListener("visibilitychange", say);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", say);
    tell(false);
  };
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(3)}%`;

/** @param {HallData} hall @param {number} seat */
function placeOf(hall, seat) {
  const place = hall.places.find(([other]) => other === seat)?.[1] ?? 0;
  const { left, top } = corner(hall, place);
  const style = { left: percent(left), top: percent(top), width: percent(1 / hall.columns), height: percent(1 / rowsOf(hall)) };
  return { style, side: left < 0.5 ? "" : "face--right" };
}

/** @param {{app: import("../types").App, person: Person, style: object, side: string, painted: boolean, tab: number, picked: boolean,
 *   onPick: (person: Person) => void}} props */
function Face({ app, person, style, side, painted, tab, picked, onPick }) {
  const { store, live } = app;
  const { seat } = person;
  const hand = store.room.value?.hands.includes(seat);
  const speaking = live.speaking.value.has(seat);
  const name = store.name(seat);
  const own = seat === store.me.value?.seat;
  return html`<li class=${`face ${side} ${speaking ? "face--speaking" : ""} ${picked ? "face--picked" : ""}`} style=${style} data-seat=${seat} data-painted=${painted || undefined}>
    <button type="button" tabindex=${tab} aria-pressed=${picked} title=${name} onClick=${() => onPick(person)}>
      ${!painted && html`<span class="face__initials" aria-hidden="true"><span class=${`tint-${tint(seat)}`}>${initials(name)}</span></span>`}
      <span class="face__name">${own ? t("app.tile.own", { name }) : name}</span>
      ${person.role !== "citizen" && html`<span class="kern-sr-only">${t(`app.role.${person.role}`)}</span>`}
      ${hand && html`<span class="face__hand"><${Icon} name="front-hand" /><span class="kern-sr-only">${t("app.tile.hand")}</span></span>`}
      ${speaking && html`<span class="kern-sr-only">${t("app.tile.speaking")}</span>`}
    </button>
  </li>`;
}

/** Name and hand of whom the reader picked; who has the floor is large besides. @param {{app: import("../types").App, person: Person}} props */
function Who({ app, person }) {
  const { store } = app;
  const hand = (store.room.value?.hands.indexOf(person.seat) ?? -1) + 1;
  const says = store.room.value?.floor.includes(person.seat) ? t("app.people.floor") : hand ? t("app.people.hand", { place: hand }) : "";
  return html`<strong>${store.name(person.seat)}</strong>${person.role !== "citizen" && html` · ${t(`app.role.${person.role}`)}`}${says && ` · ${says}`}`;
}

/** Large on the stage whoever has the floor: hands that sign must be read. @param {{app: import("../types").App, person: Person}} props */
function Pin({ app, person: { seat } }) {
  const pinned = pinnedSeat(app) === seat;
  const label = t(pinned ? "app.tile.unpin" : "app.tile.pin", { name: app.store.name(seat) });
  return html`<${Button} small kind="tertiary" icon=${pinned ? "keep-off" : "keep"} label=${label} onClick=${() => app.live.pin(pinned ? null : seat)} />`;
}

/** The own face on the picture, or not. @param {{app: import("../types").App}} props */
export function Appearing({ app }) {
  const mine = /** @type {{on: boolean} | null} */ (app.store.topic("my-hall").value);
  if (!mine) return null;
  return html`<${Button} small kind="tertiary" icon=${mine.on ? "videocam" : "videocam-off"} aria-pressed=${!mine.on} label=${t("app.hall.hide")}
    onClick=${() => app.act("hall.appear", { on: !mine.on })} />`;
}
