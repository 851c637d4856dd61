/** Ways to be noticed that the browser may refuse; what it refuses is left out. */
export interface Attention {
  /** Asks for the permission to notify; resolves to whether it is there. */
  requestNotifications(): Promise<boolean>;
  /** Whether notifications are allowed now; a person may have changed that since. */
  canNotify(): boolean;
  /** Shows a notification in place of the last one with the same `tag`. */
  notify(title: string, tag: string): void;
  /** A short tone; none where the browser waits for a gesture first, as after a reload. */
  beep(): void;
  /** Keeps the screen on while the page is in sight; false lets it go. */
  keepAwake(isOn: boolean): void;
}

const toneHertz = 880;
const toneSeconds = 0.12;
/** A tone that the browser lets out later is left out: it would be no news, and many would sound at once. */
const longestWaitMs = 1000;

/** Returns the browser's own ways. */
export function createAttention(): Attention {
  let audio: AudioContext | undefined;
  let lock: Promise<WakeLockSentinel | undefined> | undefined;
  let isAwake = false;

  const takeLock = (): void => {
    if (!isAwake || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    lock = navigator.wakeLock.request('screen').catch(() => undefined);
  };
  // The browser takes the lock away from a page that is out of sight.
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
        // Some phones allow notifications from service workers alone.
      }
    },
    beep() {
      const askedAt = performance.now();
      const context = (audio ??= new AudioContext());
      void context.resume().then(() => {
        if (performance.now() - askedAt < longestWaitMs) playTone(context);
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
