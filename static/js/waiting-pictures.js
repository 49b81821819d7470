// Pictures that do not stand in a text yet, kept on this device for as long as an unsent text is.
const KEPT = 7 * 86_400_000;

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("pictures", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// Storage may be forbidden or full: the picture goes on its way without a copy.
async function ask(mode, what) {
  try {
    const database = await opened();
    return await new Promise((resolve, reject) => {
      const request = what(database.transaction("waiting", mode).objectStore("waiting"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

export function keep(picture) {
  return ask("readwrite", (store) => store.put({ ...picture, at: Date.now() }));
}

export function forget(id) {
  return ask("readwrite", (store) => store.delete(id));
}

export async function kept(place) {
  const all = (await ask("readonly", (store) => store.getAll())) ?? [];
  for (const { id } of all.filter(({ at }) => Date.now() - at > KEPT)) forget(id);
  return all.filter((one) => one.place === place && Date.now() - one.at <= KEPT);
}
