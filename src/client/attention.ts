/** Ways to be noticed that the browser may refuse; what it refuses is left out. */
export interface Attention {
  /** Asks for the permission to notify; resolves to whether it is there. */
  requestNotifications(): Promise<boolean>;
  /** Shows a notification in place of the last one with the same `tag`. */
  notify(title: string, tag: string): void;
  /** A short tone. */
  beep(): void;
  /** Keeps the screen on while the page is in sight; false lets it go. */
  keepAwake(isOn: boolean): void;
}

const toneHertz = 880;
const toneSeconds = 0.12;

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

  return {
    async requestNotifications() {
      if (!('Notification' in window)) return false;
      return (await Notification.requestPermission()) === 'granted';
    },
    notify(title, tag) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return;
      try {
        new Notification(title, { tag });
      } catch {
        // Some phones allow notifications from service workers alone.
      }
    },
    beep() {
      audio ??= new AudioContext();
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const end = audio.currentTime + toneSeconds;
      tone.frequency.value = toneHertz;
      volume.gain.setValueAtTime(0.08, audio.currentTime);
      volume.gain.exponentialRampToValueAtTime(0.001, end);
      tone.connect(volume).connect(audio.destination);
      tone.start();
      tone.stop(end);
    },
    keepAwake(isOn) {
      if (isOn === isAwake) return;
      isAwake = isOn;
      if (isOn) takeLock();
      else void lock?.then((held) => held?.release());
    },
  };
}
