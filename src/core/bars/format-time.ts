import type { EpochMs } from './bars';

const secondsPerDay = 86_400;

/** Returns `YYYY-MM-DDTHH:MM:SSZ`, milliseconds cut off, for the years 0 to 9999. */
export function formatUtc(epochMs: EpochMs): string {
  const seconds = Math.floor(epochMs / 1000);
  const days = Math.floor(seconds / secondsPerDay);
  const secondOfDay = seconds - days * secondsPerDay;
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(secondOfDay / 3600);
  const minute = Math.floor((secondOfDay % 3600) / 60);
  const second = secondOfDay % 60;
  return (
    `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` +
    `T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}Z`
  );
}

/**
 * Returns the date of the proleptic Gregorian calendar, `days` after 1970-01-01.
 *
 * Source: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. Years
 * begin in March there, so that the leap day is the last of its year; an era is 400 years.
 */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day };
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
