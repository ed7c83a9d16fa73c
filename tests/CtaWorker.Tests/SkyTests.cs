using CtaWorker.Sky;

namespace CtaWorker.Tests;

public sealed class SkyTests
{
    [Theory]
    [InlineData(83.633, 22.014, 84.0, 22.5)]
    [InlineData(0.1, -60, 359.5, -61)]
    [InlineData(266.4, -29, 270, -20)]
    [InlineData(10, 89.5, 200, 89)]
    [InlineData(10, 90, 55, 80)]
    public void Projection_and_back_gives_the_same_position(double ra0, double dec0, double ra, double dec)
    {
        var plane = new TangentPlane(new SkyPosition(ra0, dec0));
        plane.TryProject(new SkyPosition(ra, dec), out var x, out var y).Should().BeTrue();
        plane.Deproject(x, y).DistanceTo(new SkyPosition(ra, dec)).Should().BeLessThan(1e-11);
    }

    [Fact]
    public void Along_the_axes_the_plane_coordinate_is_the_tangent_of_the_angle()
    {
        var plane = new TangentPlane(new SkyPosition(0, 0));
        plane.TryProject(new SkyPosition(45, 0), out var x, out var y).Should().BeTrue();
        x.Should().BeApproximately(180 / Math.PI, 1e-9, "east is positive");
        y.Should().BeApproximately(0, 1e-12);
        plane.TryProject(new SkyPosition(0, 30), out x, out y).Should().BeTrue();
        y.Should().BeApproximately(180 / Math.PI / Math.Sqrt(3), 1e-9, "north is positive");
    }

    [Theory]
    [InlineData(180, 0)]
    [InlineData(90, 0)]
    [InlineData(0, -90)]
    public void Behind_the_plane_there_is_no_image(double ra, double dec)
        => new TangentPlane(new SkyPosition(0, 0)).TryProject(new SkyPosition(ra, dec), out _, out _).Should().BeFalse();

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    public void The_middle_of_each_pixel_is_in_that_pixel(int size)
    {
        var map = new MapGeometry(new SkyPosition(359.9, 60), size, 0.05);
        for (var i = 0; i < size; i++)
        {
            map.TryFindPixel(map.PositionAt(i + 0.5, size - i - 0.5), out var column, out var row).Should().BeTrue();
            (column, row).Should().Be((i, size - i - 1));
        }
    }

    [Fact]
    public void East_is_left_and_north_is_up()
    {
        var map = new MapGeometry(new SkyPosition(100, 0), 10, 0.1);
        map.TryFindPixel(new SkyPosition(100.44, 0.44), out var column, out var row).Should().BeTrue();
        (column, row).Should().Be((0, 9));
        map.TryFindPixel(new SkyPosition(100.51, 0), out _, out _).Should().BeFalse();
    }

    [Fact]
    public void The_mean_of_359_and_3_degrees_is_1_degree()
    {
        var mean = new MeanDirection();
        mean.Value.Should().BeNull();
        mean.Add(new SkyPosition(359, 0));
        mean.Add(new SkyPosition(3, 0));
        mean.Value!.Value.RightAscension.Should().BeApproximately(1, 1e-9);
    }

    [Theory]
    [InlineData(10, 20, 0.01, 45)]
    [InlineData(350, -80, 25, 100)]
    [InlineData(0, 90, 10, 30)]
    public void An_offset_position_has_the_distance_asked_for(double ra, double dec, double distance, double angle)
    {
        var start = new SkyPosition(ra, dec);
        start.Offset(distance, angle).DistanceTo(start).Should().BeApproximately(distance, 1e-10);
    }

    [Fact]
    public void Smoothing_keeps_what_is_there_and_is_round()
    {
        var map = new CountsMap(new MapGeometry(new SkyPosition(0, 0), 41, 0.1));
        map.Fill(new SkyPosition(0, 0));
        var image = FloatImage.FromCounts(map, 640).Smooth(3);
        image.Pixels.Sum().Should().BeApproximately(1, 1e-4f);
        image.Pixels[20 * 41 + 25].Should().BeApproximately(image.Pixels[25 * 41 + 20], 1e-7f);
        image.Pixels[20 * 41 + 20].Should().Be(image.Pixels.Max());
    }

    [Fact]
    public void A_large_map_is_averaged_in_blocks_for_the_screen()
    {
        var map = new CountsMap(new MapGeometry(new SkyPosition(0, 0), 1001, 0.005));
        map.Fill(new SkyPosition(0, 0));
        map.Fill(map.Geometry.PositionAt(1000.5, 1000.5));
        var image = FloatImage.FromCounts(map, 640);
        image.Size.Should().Be(501);
        image.Pixels.Sum().Should().Be(0.5f);
        image.Pixels[^1].Should().Be(0.25f);
    }
}
