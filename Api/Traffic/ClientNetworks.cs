using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Academy.Api.Traffic;

/// <summary>
/// Where a request comes from: the address, and the networks around it that one customer or one provider may hold.
/// </summary>
/// <param name="Own">The address; of IPv6 its /64, since whoever has one address there has them all.</param>
/// <param name="Middle">Its /56, or /24.</param>
/// <param name="Wide">Its /48, or /16.</param>
internal readonly record struct ClientNetworks(UInt128 Own, UInt128 Middle, UInt128 Wide)
{
    public static ClientNetworks Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    public static ClientNetworks Of(IPAddress? address)
    {
        if (address is null)
            return default;
        var isVersion4 = address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork;
        Span<byte> bytes = stackalloc byte[16];
        (isVersion4 ? address.MapToIPv6() : address).TryWriteBytes(bytes, out _);
        var whole = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return isVersion4
            ? new(whole, WithoutLast(8, whole), WithoutLast(16, whole))
            : new(WithoutLast(64, whole), WithoutLast(72, whole), WithoutLast(80, whole));
    }

    private static UInt128 WithoutLast(int bits, UInt128 address) => address >> bits << bits;
}
