// The theme is a cookie so that the first paint has it; the circuit only asks for the change.
window.benefitWorkflow = {
  setTheme: theme => { document.cookie = `bw.theme=${theme};max-age=31536000;path=/;samesite=lax`; },
  // Below MudBlazor's breakpoint Md, as the layout's drawer has it.
  menuCoversPage: () => window.matchMedia('(max-width: 959.98px)').matches,
  // Sideways only: the page itself stays where it is.
  showStep: (picture, step) => {
    const at = picture?.querySelector(`[data-step="${CSS.escape(step)}"]`)?.getBoundingClientRect();
    const frame = picture?.getBoundingClientRect();
    if (at && (at.left < frame.left || at.right > frame.right)) picture.scrollLeft += (at.left + at.right - frame.left - frame.right) / 2;
  },
  // A session that began in another tab, for a page that lost its own; null where nobody is signed in.
  session: async () => {
    const answer = await fetch('/sign-in/session', { cache: 'no-store' });
    return answer.status === 200 ? answer.text() : null;
  },
  // Where what had the focus was taken away: the page's content, rather than the window. It may be about to go: the drawing follows this call.
  keepFocus: () => setTimeout(() => { if (document.activeElement === document.body) document.getElementById('content')?.focus(); }, 200),
  prefersDark: () => window.matchMedia('(prefers-color-scheme: dark)').matches,
};

// The box of a lost connection (Ui/ConnectionLost.razor). A page that cannot come back is not loaded anew by itself: what was typed would be gone.
const lost = document.getElementById('components-reconnect-modal');
lost?.addEventListener('components-reconnect-state-changed', ({ detail }) => {
  if (detail.state === 'hide') lost.close();
  else if (!lost.open) lost.showModal();
});
lost?.addEventListener('click', async ({ target }) => {
  const act = target.closest('[data-lost]')?.dataset.lost;
  if (act === 'look') lost.close();
  if (act === 'reload') location.reload();
  if (act !== 'retry') return;
  try {
    // No circuit is kept for this page any more where the answer is no.
    if (!await Blazor.reconnect()) lost.className = 'lost components-reconnect-rejected';
  } catch { /* Still no answer: the box stays as it is. */ }
});
