/** Ends the session in this browser and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  const { csrfToken } = (await fetch("/api/auth/csrf").then((answer) => answer.json())) as { csrfToken: string };
  await fetch("/api/auth/signout", { method: "POST", body: new URLSearchParams({ csrfToken, json: "true" }) });
  window.location.assign("/sign-in");
}
