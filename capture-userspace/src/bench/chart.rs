//! What was lost over what was sent, drawn.

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use super::report::{Case, Figures, Results};

/// Of each chart, in pixels.
const WIDTH: u32 = 900;
const HEIGHT: u32 = 420;

/// Draws a chart for each length of frames, one below the other, with a line for each engine.
pub fn draw(file: &Path, cases: &[(Case, Results)]) -> Result<()> {
    let mut sizes: Vec<usize> = cases.iter().map(|(case, _)| case.size).collect();
    sizes.dedup();
    let root = SVGBackend::new(file, (WIDTH, HEIGHT * sizes.len() as u32)).into_drawing_area();
    let drawn = root.fill(&WHITE).map_err(|error| error.to_string()).and_then(|()| {
        let areas = root.split_evenly((sizes.len(), 1));
        areas.iter().zip(&sizes).try_for_each(|(area, &size)| {
            let of_size = cases.iter().filter(|(case, _)| case.size == size);
            chart(area, size, &of_size.collect::<Vec<_>>()).map_err(|error| error.to_string())
        })?;
        root.present().map_err(|error| error.to_string())
    });
    drawn.map_err(|error| anyhow!("cannot draw {}: {error}", file.display()))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn chart<'a>(
    area: &Area<'a>,
    size: usize,
    cases: &[&(Case, Results)],
) -> Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>> {
    let lines = lines(cases);
    let points = lines.iter().flat_map(|(_, points)| points);
    let most = |figure: fn(&(f64, f64)) -> f64| points.clone().map(figure).fold(0.1, f64::max) * 1.05;
    let mut chart = ChartBuilder::on(area)
        .caption(format!("Lost of frames of {size} bytes"), ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..most(|point| point.0), 0.0..most(|point| point.1))?;
    chart.configure_mesh().x_desc("million frames a second").y_desc("lost, %").draw()?;
    for (number, (name, points)) in lines.iter().enumerate() {
        let color = Palette99::pick(number).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(2)).point_size(3))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], color.stroke_width(2)));
    }
    chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()
}

/// For each engine: what was sent, in millions a second, and lost, in percent.
fn lines(cases: &[&(Case, Results)]) -> Vec<(String, Vec<(f64, f64)>)> {
    let engines = cases.first().map_or(&[][..], |(_, results)| results);
    let line = |at: usize| {
        let figures = cases.iter().filter_map(|(_, results)| Some(Figures::of(&results.get(at)?.1)));
        let mut points: Vec<(f64, f64)> =
            figures.filter_map(|it| Some((1000.0 / it.sending?, it.lost?))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    };
    let captures = engines.iter().enumerate().filter(|(_, (engine, _))| *engine != super::Contender::None);
    captures.map(|(at, (engine, _))| (engine.to_string(), line(at))).collect()
}
