import type { ActivityEvent } from "@latchkey/client";
import { deviceName } from "../messages/deviceName.js";
import { eventMessage } from "../messages/eventMessages.js";
import { clockTime, exactTime, formatDay } from "../messages/formatTime.js";

/** Events, grouped by day. */
export function Timeline({ events, now }: { events: readonly ActivityEvent[]; now: number }) {
  return (
    <>
      {byDay(events, now).map(({ day, happened }) => (
        <section key={day} class="day">
          <h2>{day}</h2>
          <ol class="timeline">
            {happened.map((event) => (
              <Happening key={event._id} event={event} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

function Happening({ event }: { event: ActivityEvent }) {
  const { title, tone, lines } = eventMessage(event);
  const device = event.userAgent === null ? null : deviceName(event.userAgent);
  const where = [device, event.ip].filter((part) => part !== null).join(", ");
  return (
    <li class={tone}>
      <h3>{title}</h3>
      <p class="where">
        <time dateTime={new Date(event.at).toISOString()} title={exactTime(event.at)}>
          {clockTime(event.at)}
        </time>
        {where !== "" && <span> · {where}</span>}
      </p>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </li>
  );
}

function byDay(events: readonly ActivityEvent[], now: number): { day: string; happened: ActivityEvent[] }[] {
  const days: { day: string; happened: ActivityEvent[] }[] = [];
  for (const event of events) {
    const day = formatDay(event.at, now);
    const latest = days.at(-1);
    if (latest?.day === day) latest.happened.push(event);
    else days.push({ day, happened: [event] });
  }
  return days;
}
