using System.Buffers.Binary;

namespace CtaWorker.Fits;

/// <summary>One column of a binary table: where it lies in the row and how its bytes become a number (FITS 4.0 §7.3).</summary>
internal sealed record TableColumn(string Name, char Type, int Offset, long Repeat, string? Unit, double Scale, double Zero, long? Null)
{
    /// <summary>The bytes of one element, or 0 for a letter that the standard does not know.</summary>
    public static int SizeOf(char type) => type switch
    {
        'L' or 'B' or 'A' => 1,
        'I' => 2,
        'J' or 'E' => 4,
        'K' or 'D' or 'C' or 'P' => 8,
        'M' or 'Q' => 16,
        _ => 0,
    };

    public bool IsNumber => Repeat == 1 && Type is 'B' or 'I' or 'J' or 'K' or 'E' or 'D';

    /// <summary>The value in this row in physical units, NaN where the table says that there is none.</summary>
    public double Read(ReadOnlySpan<byte> row)
    {
        var cell = row[Offset..];
        return Type switch
        {
            'E' => Physical(BinaryPrimitives.ReadSingleBigEndian(cell)),
            'D' => Physical(BinaryPrimitives.ReadDoubleBigEndian(cell)),
            'B' => Integer(cell[0]),
            'I' => Integer(BinaryPrimitives.ReadInt16BigEndian(cell)),
            'J' => Integer(BinaryPrimitives.ReadInt32BigEndian(cell)),
            _ => Integer(BinaryPrimitives.ReadInt64BigEndian(cell)),
        };
    }

    private double Integer(long stored) => stored == Null ? double.NaN : Physical(stored);

    private double Physical(double stored) => stored * Scale + Zero;
}
