import { renderToString } from "preact-render-to-string";

/** What the page is called and where its files are served. */
export interface ChatPageProps {
  names: {
    /** Name of the service, as shown in the chat's head. */
    service: string;
    /** A short line under the name, such as the municipality. */
    place: string;
  };
  /** Folder in which chat.js, chat.css, chat-icon.svg and chat.webmanifest are found; ends with "/". */
  files?: string;
}

/** The page at /chat: a shell that holds no conversation; the client fills it. */
export function chatPage({ names, files = "/public/" }: ChatPageProps): string {
  return `<!doctype html>${renderToString(
    <html lang="es">
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <title>{names.service}</title>
        <meta name="description" content={`${names.service}: chat de prueba`} />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#8e2a1c" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#221813" media="(prefers-color-scheme: dark)" />
        <meta name="robots" content="noindex" />
        <link rel="icon" type="image/svg+xml" href={`${files}chat-icon.svg`} />
        <link rel="manifest" href={`${files}chat.webmanifest`} />
        <link rel="stylesheet" href={`${files}chat.css`} />
        <script type="module" src={`${files}chat.js`} />
      </head>
      <body>
        <div id="chat" data-service={names.service} data-place={names.place}>
          <noscript>Este chat necesita JavaScript. Actívelo y vuelva a cargar la página.</noscript>
        </div>
      </body>
    </html>,
  )}`;
}
