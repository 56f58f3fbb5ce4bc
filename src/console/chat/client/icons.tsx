import type { ComponentChildren, JSX } from "preact";

function Icon({ children, name }: { children: ComponentChildren; name: string }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** A line drawing of 24 x 24 in the colour of the text. */
export function LineIcon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return (
    <Icon name={name}>
      <path d={PATHS[name]} />
    </Icon>
  );
}

const PATHS = {
  author: "M8.500 7L3.500 12l5 5M15.500 7l5 5-5 5M13.500 5l-3 14",
  attach:
    "M19 11.500l-7 7a4.500 4.500 0 0 1-6.500-6.500l7.500-7.500a3 3 0 0 1 4.500 4.500l-7.500 7.500a1.500 1.500 0 0 1-2-2l6.500-6.500",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
  plus: "M12 5v14M5 12h14",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  down: "M6 9l6 6 6-6",
  send: "M4 12L20 4l-4 16-4.5-6.5zM20 4l-8.500 9.500",
  play: "M8 5.500v13l11-6.500z",
  pause: "M9 6v12M15 6v12",
  clock: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.500l3 2",
  tick: "M5 12.500l4.500 4.500L19 7.500",
  ticks: "M2 12.500l4.500 4.500L16 7.500M11 16l1 1 9.500-9.500",
  alert: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v5M12 16v.5",
  cloud:
    "M4 4l16 16M9 7.500a5 5 0 0 1 7.500 3.500 3.500 3.500 0 0 1 2.500 5M16 18H7.500A3.500 3.500 0 0 1 7 11",
} as const;

/** The sign of the service: a speech bubble with an Andean cross. */
export function ServiceIcon(): JSX.Element {
  return (
    <svg class="service-icon" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
      <path
        class="service-bubble"
        d="M14 22a8 8 0 0 1 8-8h52a8 8 0 0 1 8 8v38a8 8 0 0 1-8 8H42L24 84V68h-2a8 8 0 0 1-8-8z"
      />
      <path
        class="service-cross"
        d="M44 22h8v6h6v6h6v8h-6v6h-6v6h-8v-6h-6v-6h-6v-8h6v-6h6zM46 36v4h4v-4z"
      />
    </svg>
  );
}
