using CtaWorker.Events;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>Goes through the event list once and counts; the numbers are those of the summary.</summary>
internal sealed class SkyMapCounter(CountsMap map, double minEnergy, double maxEnergy)
{
    // Often enough for a progress bar, seldom enough to cost nothing.
    private const int Stride = 1 << 14;

    public CountsMap Map => map;

    public long Read { get; private set; }

    public long Selected { get; private set; }

    public long Skipped { get; private set; }

    public void Run(EventListReader events, Action<double> reached, CancellationToken cancellationToken)
    {
        foreach (var gamma in events.Read())
        {
            if (gamma.Energy >= minEnergy && gamma.Energy <= maxEnergy)
            {
                Selected++;
                map.Fill(gamma.Position);
            }

            if (++Read % Stride == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reached((double)Read / events.RowCount);
            }
        }

        Skipped = events.Skipped;
        Read += Skipped;
    }
}
