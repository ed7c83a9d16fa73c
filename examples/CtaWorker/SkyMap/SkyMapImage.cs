using System.Buffers.Binary;
using CtaWorker.Fits;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>Writes the counts as a FITS image of 32-bit integers, row by row.</summary>
internal static class SkyMapImage
{
    public static void Write(Stream stream, FitsHeader header, CountsMap map)
    {
        var hdu = new FitsHduWriter(stream, header);
        var size = map.Geometry.Size;
        var line = new byte[size * sizeof(int)];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                BinaryPrimitives.WriteInt32BigEndian(line.AsSpan(column * sizeof(int)), map.Counts[row * size + column]);
            }

            hdu.Write(line);
        }

        hdu.Complete();
    }
}
