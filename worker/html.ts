/** The frame of the Worker's pages, and what makes them safe: no foreign content, no frame around them, names escaped. */

interface Page {
  readonly title: string;
  /** HTML; texts in it are escaped by `escapeHtml`. */
  readonly body: string;
  /** Runs in the page. The policy admits this script by its hash and no other. */
  readonly script?: string;
  readonly status?: number;
}

export async function htmlResponse({ title, body, script, status = 200 }: Page): Promise<Response> {
  const scriptPolicy = script === undefined ? "" : ` script-src 'sha256-${await hashOf(script)}';`;
  return new Response(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
${body}
${script === undefined ? "" : `<script>${script}</script>`}
</html>
`,
    {
      status,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": `default-src 'none'; style-src 'unsafe-inline';${scriptPolicy} base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
        // With "no-referrer" browsers send forms with `Origin: null`, and a foreign form could not be told from an own one.
        "Referrer-Policy": "same-origin",
      },
    },
  );
}

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

/** A button with `data-copies` copies the field of that id, and says so in the element behind it. */
export const COPY_SCRIPT = `
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.nextElementSibling.textContent = "Copied.";
    } catch {
      button.nextElementSibling.textContent = "Press Ctrl+C, or Cmd+C on a Mac.";
    }
  });
}
`;

async function hashOf(script: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui }
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884 }
th[scope=row], .invitation { overflow-wrap: anywhere }
td { font-variant-numeric: tabular-nums }
summary { white-space: nowrap }
[role=alert] { padding: .6rem .8rem; border: 1px solid #c33; border-radius: .4rem }
h2 { margin-block: 2rem .6rem }
li { margin-block: .6rem }
input, button { font: inherit; padding: .4rem .8rem; border: 1px solid #8888; border-radius: .4rem }
button, summary { cursor: pointer }
form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-block: .6rem }
.invitation { width: 100%; box-sizing: border-box; font-family: ui-monospace, monospace; padding: .6rem }
`;
