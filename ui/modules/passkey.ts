// A passkey: asks the browser to make or to use one, and tells the server what it said.
//
// The page works without it by the app's digits. It writes the place hidden:
//
//   <div data-module="passkey" data-act="get|create" data-token="…" data-options="/…" data-answer="/…"
//        data-failed="That did not work." hidden><button type="button">…</button><p role="alert"></p></div>
//
// `data-options` answers {options}, those of the Web Authentication API as JSON (bytes as base64url). `data-answer` takes
// {credential} and answers {next, codes}: codes are shown in [data-part=codes], else the browser goes to `next`.

interface Answer {
  next: string;
  codes?: string[];
}

/** Bytes out of base64url. */
export function readBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** Bytes as base64url. */
export function writeBytes(bytes: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

interface Named {
  id: string;
}

type Options = Record<string, unknown> & { challenge: string; user?: Named; excludeCredentials?: Named[]; allowCredentials?: Named[] };

/** The server's options as the browser takes them. */
export function readOptions(told: Options): Record<string, unknown> {
  const withBytes = (each: Named): object => ({ ...each, id: readBytes(each.id) });
  return {
    ...told,
    challenge: readBytes(told.challenge),
    ...(told.user && { user: withBytes(told.user) }),
    ...(told.excludeCredentials && { excludeCredentials: told.excludeCredentials.map(withBytes) }),
    ...(told.allowCredentials && { allowCredentials: told.allowCredentials.map(withBytes) }),
  };
}

/** What the browser answered, as the server takes it. */
export function writeCredential(made: PublicKeyCredential): object {
  const answer: Record<string, string> = {};
  const parts = made.response as unknown as Record<string, unknown>;
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const bytes = parts[name];
    if (bytes instanceof ArrayBuffer) answer[name] = writeBytes(bytes);
  }
  return { id: made.id, rawId: writeBytes(made.rawId), type: made.type, response: answer, clientExtensionResults: {} };
}

async function post<Told>(address: string, token: string, body: object): Promise<Told> {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
    redirect: "error",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Told;
}

/** Show the recovery codes that are told only now. */
export function showCodes(place: HTMLElement, codes: readonly string[]): boolean {
  const part = place.querySelector<HTMLElement>("[data-part~='codes']");
  const list = part?.querySelector("ul");
  if (!part || !list || codes.length === 0) return false;
  list.replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("code"), { textContent: code }));
      return item;
    }),
  );
  part.hidden = false;
  part.setAttribute("tabindex", "-1");
  part.focus();
  return true;
}

async function use(place: HTMLElement): Promise<void> {
  const { act = "get", token = "", options = "", answer = "" } = place.dataset;
  const asked = readOptions((await post<{ options: Options }>(options, token, {})).options);
  const made = (await (act === "create"
    ? navigator.credentials.create({ publicKey: asked as unknown as PublicKeyCredentialCreationOptions })
    : navigator.credentials.get({ publicKey: asked as unknown as PublicKeyCredentialRequestOptions }))) as PublicKeyCredential | null;
  if (!made) throw new Error("nothing was chosen");
  const told = await post<Answer>(answer, token, { credential: writeCredential(made) });
  if (!showCodes(place, told.codes ?? [])) location.assign(told.next);
}

/** Show the buttons where the browser knows passkeys. */
export function start(root: ParentNode): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const place of root.querySelectorAll<HTMLElement>("[data-module~='passkey']")) {
    const button = place.querySelector("button");
    const alert = place.querySelector<HTMLElement>("[role='alert']");
    place.hidden = false;
    button?.addEventListener("click", () => {
      button.disabled = true;
      if (alert) alert.textContent = "";
      use(place)
        .catch(() => {
          if (alert) alert.textContent = place.dataset["failed"] ?? "";
        })
        .finally(() => {
          button.disabled = false;
        });
    });
  }
}

start(document);
