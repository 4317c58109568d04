using System.Runtime.CompilerServices;

namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A choice, as the number behind its name. Numbers without a name pass, for a newer release may know
/// them.</summary>
public sealed class EnumCodec<TEnum> : WireCodec<TEnum> where TEnum : struct, Enum
{
    /// <summary>The one there is.</summary>
    public static readonly EnumCodec<TEnum> Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TEnum value) => writer.WriteSigned(NumberOf(value));

    /// <inheritdoc/>
    public override TEnum Read(ref WireReader reader)
    {
        var number = reader.ReadSigned();
        var value = Unsafe.SizeOf<TEnum>() switch
        {
            1 => Unsafe.BitCast<byte, TEnum>((byte)number),
            2 => Unsafe.BitCast<ushort, TEnum>((ushort)number),
            4 => Unsafe.BitCast<uint, TEnum>((uint)number),
            _ => Unsafe.BitCast<long, TEnum>(number),
        };
        return NumberOf(value) == number
            ? value : throw new WireFormatException($"{number} is no {typeof(TEnum).Name}.");
    }

    /// <summary>Small numbers stay small; what is above the signed range comes out below zero and goes back.</summary>
    private static long NumberOf(TEnum value) => Unsafe.SizeOf<TEnum>() switch
    {
        1 => Unsafe.BitCast<TEnum, sbyte>(value),
        2 => Unsafe.BitCast<TEnum, short>(value),
        4 => Unsafe.BitCast<TEnum, int>(value),
        _ => Unsafe.BitCast<TEnum, long>(value),
    };
}
