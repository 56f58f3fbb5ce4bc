import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { LineIcon } from "./icons.tsx";
import { useWords } from "./words.ts";

/** A recording: play, pause, and a slider; starting one stops the others of the page. */
export function AudioPlayer({ source }: { source: string }): JSX.Element {
  const words = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState({ now: 0, whole: 0 });

  function measure(): void {
    const { currentTime = 0, duration = 0 } = audio.current ?? {};
    setTime({ now: currentTime, whole: Number.isFinite(duration) ? duration : 0 });
  }

  function toggle(): void {
    const player = audio.current;
    if (player === null) return;
    if (!player.paused) {
      player.pause();
      return;
    }
    for (const other of document.querySelectorAll("audio")) if (other !== player) other.pause();
    // A recording that cannot be played leaves the button as it was.
    player.play().catch(() => setPlaying(false));
  }

  function seek(to: number): void {
    if (audio.current !== null) audio.current.currentTime = to;
    measure();
  }

  return (
    <div class="audio" role="group" aria-label={words.audio}>
      <audio
        ref={audio}
        src={source}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onLoadedMetadata={measure}
        onDurationChange={measure}
        onTimeUpdate={measure}
        onEnded={() => seek(0)}
      />
      <button
        type="button"
        class="audio-button"
        aria-label={playing ? words.pause : words.play}
        onClick={toggle}
      >
        <LineIcon name={playing ? "pause" : "play"} />
      </button>
      <input
        type="range"
        min={0}
        max={time.whole || 1}
        step={0.1}
        value={time.now}
        aria-label={words.position}
        onInput={(event) => seek(event.currentTarget.valueAsNumber)}
      />
      <span class="audio-time">{clock(playing || time.now > 0 ? time.now : time.whole)}</span>
    </div>
  );
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
