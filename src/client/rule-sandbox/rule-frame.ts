/**
 * The script of rule-frame.html, which the page opens in a sandboxed frame to run a person's rule. That frame has no origin, storage,
 * cookies or network, and its policy alone allows evaluation. The rule runs in a worker, which inherits the policy, so that the
 * frame can be removed whatever the rule does. The worker gets the page's port, and the frame is not asked again.
 */
addEventListener(
  'message',
  ({ source, ports }) => {
    const code = document.getElementById('rule-worker')?.textContent;
    // Unless it is sandboxed, evaluation would have the origin of the page.
    if (source !== parent || globalThis.origin !== 'null' || !code) return;
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    new Worker(url).postMessage('start', [...ports]);
  },
  { once: true },
);
