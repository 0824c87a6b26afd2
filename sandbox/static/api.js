// Talking to the sandbox's own HTTP API.

export async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/sandbox/${path}`, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.description ?? response.statusText);
  return answer;
}

// Calls `use` with every new answer of a long-polling path until `signal` is aborted.
export async function follow(pathSince, use, signal) {
  let since = -1;
  let lost = false;
  while (!signal.aborted) {
    try {
      const response = await fetch(`/sandbox/${pathSince(since)}`, { signal });
      if (!response.ok) {
        lost = true;
        since = -1;
        throw new Error(String(response.status));
      }
      const answer = await response.json();
      // a smaller revision means that the sandbox was reset in between
      const restarted = lost || answer.revision < since;
      lost = false;
      since = answer.revision;
      use(answer, restarted);
    } catch (error) {
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

export const fileUrl = (id) => `/sandbox/files/${encodeURIComponent(id)}`;
