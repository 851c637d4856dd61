/** Ways to get a person's attention; those that the browser refuses do nothing. */
export interface Attention {
  /** Asks for permission to show notifications; resolves to whether it is granted. */
  requestNotifications(): Promise<boolean>;
  /** Whether notifications are allowed now; a person may have changed that since. */
  canNotify(): boolean;
  /** Shows a notification in place of the last one with the same `tag`. */
  notify(title: string, tag: string): void;
  /**
   * Plays a short tone. Where the browser requires a gesture first, as after a reload, it waits for that, up to
   * a minute; those that wait are played as one.
   */
  beep(): void;
  /** Keeps the screen on while the page is visible; false stops that. */
  keepAwake(isOn: boolean): void;
}

const toneHertz = 880;
const toneSeconds = 0.12;
/** A tone that the browser would play later than this is dropped: a signal is out of date with the next bar. */
const maxWaitMs = 60_000;
/** Returns the ways that this browser has. */
export function createAttention(): Attention {
  let audio: AudioContext | undefined;
  let toneAskedAt = 0;
  let isToneWaiting = false;
  let lock: Promise<WakeLockSentinel | undefined> | undefined;
  let isAwake = false;

  const takeLock = (): void => {
    if (!isAwake || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    lock = navigator.wakeLock.request('screen').catch(() => undefined);
  };
  // The browser releases the lock when the page is hidden.
  document.addEventListener('visibilitychange', takeLock);

  const canNotify = (): boolean =>
    'Notification' in window && Notification.permission === 'granted';

  return {
    async requestNotifications() {
      if (!('Notification' in window)) return false;
      return (await Notification.requestPermission()) === 'granted';
    },
    canNotify,
    notify(title, tag) {
      if (!canNotify()) return;
      try {
        new Notification(title, { tag });
      } catch {
        // Some phones only allow notifications from service workers.
      }
    },
    beep() {
      toneAskedAt = performance.now();
      // Tones that wait for the same gesture, or for a busy machine, are one.
      if (isToneWaiting) return;
      isToneWaiting = true;
      const context = (audio ??= new AudioContext());
      void context.resume().then(() => {
        isToneWaiting = false;
        if (performance.now() - toneAskedAt < maxWaitMs) playTone(context);
      });
    },
    keepAwake(isOn) {
      if (isOn === isAwake) return;
      isAwake = isOn;
      if (isOn) takeLock();
      else void lock?.then((held) => held?.release());
    },
  };
}

function playTone(context: AudioContext): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  const end = context.currentTime + toneSeconds;
  tone.frequency.value = toneHertz;
  volume.gain.setValueAtTime(0.08, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, end);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(end);
}
