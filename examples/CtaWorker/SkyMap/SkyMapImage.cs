using System.Buffers.Binary;
using System.Security.Cryptography;
using CtaWorker.Fits;
using CtaWorker.Sky;

namespace CtaWorker.SkyMap;

/// <summary>Writes the counts as a FITS image of 32-bit integers, row by row.</summary>
internal static class SkyMapImage
{
    /// <returns>SHA-256 of the counts alone, lower-case hex.</returns>
    public static string Write(Stream stream, FitsHeader header, CountsMap map)
    {
        var hdu = new FitsHduWriter(stream, header);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = map.Geometry.Size;
        var line = new byte[size * sizeof(int)];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                BinaryPrimitives.WriteInt32BigEndian(line.AsSpan(column * sizeof(int)), map.Counts[row * size + column]);
            }

            hdu.Write(line);
            digest.AppendData(line);
        }

        hdu.Complete();
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
