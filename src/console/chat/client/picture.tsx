import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LineIcon } from "./icons.tsx";
import { useWords } from "./words.ts";

/** A picture in a bubble; pressing shows it whole. */
export function PictureThumbnail(props: {
  source: string;
  about: string;
  onOpen: () => void;
}): JSX.Element {
  const words = useWords();
  return (
    <button type="button" class="picture" aria-label={words.openPicture} onClick={props.onOpen}>
      <img src={props.source} alt={props.about || words.picture} width={1200} height={675} />
    </button>
  );
}

/** A picture over the whole window; Escape, the back gesture or a tap closes it. */
export function PictureViewer(props: { source: string; onClose: () => void }): JSX.Element {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={words.picture}
      onClose={props.onClose}
      onClick={() => dialog.current?.close()}
    >
      <button type="button" class="plain viewer-close" aria-label={words.close}>
        <LineIcon name="close" />
      </button>
      <img src={props.source} alt={words.picture} />
    </dialog>
  );
}
