namespace Academy.Grains.Pictures;

/// <summary>How much work pictures may make in one process.</summary>
internal sealed class PictureOptions
{
    /// <summary>Pictures that are decoded at the same time; each takes up to 250 MB.</summary>
    public int Workers { get; set; } = 2;

    /// <summary>Pictures that wait for a worker; more are refused.</summary>
    public int QueueMax { get; set; } = 32;

    /// <summary>How long a picture may take, without its wait.</summary>
    public TimeSpan TimeMax { get; set; } = TimeSpan.FromSeconds(10);

    public bool IsValid => Workers > 0 && QueueMax >= 0 && TimeMax > TimeSpan.Zero;
}
