// The one door to the view library: views import everything from here and never from the files below.
import { h, render, Component } from "./preact/preact.mjs";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "./preact/hooks.mjs";
import htm from "./htm/htm.mjs";
import { batch, computed, effect, signal, useComputed, useSignal } from "./preact/signals.mjs";

const html = htm.bind(h);

export {
  html, render, h, Component,
  useEffect, useLayoutEffect, useMemo, useRef, useState,
  batch, computed, effect, signal, useComputed, useSignal,
};
