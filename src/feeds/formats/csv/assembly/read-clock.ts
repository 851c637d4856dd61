import { dash, digitAt, space, zero } from './bytes';

const letterT: i32 = 0x54;
const letterZ: i32 = 0x5a;
const colon: i32 = 0x3a;
const point: i32 = 0x2e;
const slash: i32 = 0x2f;

/**
 * Returns a time such as "2024-01-31 23:59", "2024/01/31T23:59:00" or "2024-01-31 23:59:00.000", in ms as if it were
 * UTC. `mayBeUtc` allows "Z" or "+00:00" after it. NaN for all other forms, which are left to JavaScript.
 */
export function readClock(start: usize, end: usize, mayBeUtc: bool): f64 {
  if (end < start + 16) return NaN;
  const parting = <i32>load<u8>(start + 4);
  const between = <i32>load<u8>(start + 10);
  if (
    (parting != dash && parting != slash && parting != point) ||
    load<u8>(start + 7) != parting ||
    (between != space && between != letterT) ||
    load<u8>(start + 13) != colon
  ) {
    return NaN;
  }
  const year = twoDigits(start) * 100 + twoDigits(start + 2);
  const month = twoDigits(start + 5);
  const day = twoDigits(start + 8);
  const hour = twoDigits(start + 11);
  const minute = twoDigits(start + 14);
  let second = 0;
  let ms = 0;
  let at = start + 16;
  if (end >= at + 3 && load<u8>(at) == colon) {
    second = twoDigits(at + 1);
    at += 3;
    if (at < end && load<u8>(at) == point) {
      const from = ++at;
      for (; at < end && digitAt(at) <= 9; at++) {
        if (at < from + 3) ms = ms * 10 + digitAt(at);
      }
      if (at == from) return NaN;
      if (at == from + 1) ms *= 100;
      else if (at == from + 2) ms *= 10;
    }
  }
  if (at != end && !(mayBeUtc && isUtc(at, end))) return NaN;
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1) return NaN;
  if (day > daysOf(year, month) || hour > 23 || minute > 59 || second > 59) return NaN;
  const minutes = (countDays(year, month, day) * 24 + hour) * 60 + minute;
  return <f64>minutes * 60000 + <f64>(second * 1000 + ms);
}

/** The number of two digits; a large one where one is none. */
function twoDigits(address: usize): i32 {
  const tens = digitAt(address);
  const ones = digitAt(address + 1);
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : noDigits;
}

/** Out of every range that a part of a time has. */
const noDigits = 100000;

/** Whether a text is "Z" or "+00:00". */
function isUtc(at: usize, end: usize): bool {
  if (end == at + 1) return load<u8>(at) == letterZ;
  return (
    end == at + 6 &&
    load<u8>(at) == 0x2b &&
    load<u8>(at + 1) == zero &&
    load<u8>(at + 2) == zero &&
    load<u8>(at + 3) == colon &&
    load<u8>(at + 4) == zero &&
    load<u8>(at + 5) == zero
  );
}

function daysOf(year: i32, month: i32): i32 {
  if (month != 2) return 30 + ((month + (month >> 3)) & 1);
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
}

/** Days from 1970-01-01; years begin in March, so that the day that leap years add is their last. */
function countDays(year: i32, month: i32, day: i32): i32 {
  const shifted = month > 2 ? month - 3 : month + 9;
  const years = month > 2 ? year : year - 1;
  const before = years * 365 + years / 4 - years / 100 + years / 400;
  return before + (shifted * 153 + 2) / 5 + day - 1 - 719468;
}
